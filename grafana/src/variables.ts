import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableHide,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';

export const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };

const ALL = { selected: true, text: 'All', value: '$__all' };

/** What Grafana's editor of Prometheus variables writes. */
const LABEL_VALUES = 1;
const QUERY_RESULT = 3;

/**
 * Labels by which Prometheus and its operators tell scraped processes apart. Each can be a "by" label
 * of a group as well, which is why Grafana asks, below, which of them are not.
 */
const SCRAPE_LABELS = [
  'job',
  'instance',
  'pod',
  'container',
  'endpoint',
  'namespace',
  'service',
  'node',
  'prometheus',
  'prometheus_replica',
  'replica',
];

export function datasource(): DatasourceVariableBuilder {
  return new DatasourceVariableBuilder('datasource')
    .label('Data source')
    .description('A Prometheus that scrapes Kopula, or a server with its API.')
    .type('prometheus');
}

/** @param metric what tells the clusters: entities on some dashboards, collectors on others */
export function cluster(metric: string): QueryVariableBuilder {
  return several('cluster', 'Cluster', labelValues(metric, 'cluster'));
}

export function namespace(metric: string): QueryVariableBuilder {
  return several('namespace', 'Namespace', labelValues(`${metric}{cluster=~"$cluster"}`, 'namespace'));
}

export function group(metric: string): QueryVariableBuilder {
  return several(
    'group',
    'Group',
    labelValues(`${metric}{cluster=~"$cluster",namespace=~"$namespace"}`, 'group'),
  );
}

export function instance(): QueryVariableBuilder {
  return several(
    'instance',
    'Instance',
    labelValues('kopula_build_info{cluster=~"$cluster",namespace=~"$namespace"}', 'instance'),
  );
}

/**
 * Which labels of an entity's series come from the scrape: those that no group chosen has among its
 * "by" labels. Hidden; without it an entity would change its name whenever its collector restarts.
 */
export function scrapeLabels(): QueryVariableBuilder {
  const groups = 'kopula_group_info{group=~"$group"';
  const terms = SCRAPE_LABELS.map(
    (label) =>
      `label_replace(count(${groups}}) unless count(${groups},by=~"(.+,)?${label}(,.+)?"}),` +
      ` "scrape_label", "${label}", "", "")`,
  );
  return query('scrape_labels', 'Labels of the scrape', QUERY_RESULT, `query_result(${terms.join(' or ')})`)
    .regex('/scrape_label="([^"]+)"/')
    .multi(true)
    .includeAll(true)
    .current(ALL)
    .hide(VariableHide.HideVariable);
}

/** One entity as a selector, the most anomalous first; works whatever the group's "by" labels are. */
export function entity(scores: string): QueryVariableBuilder {
  return query('entity', 'Entity', QUERY_RESULT, `query_result(sort_desc(${scores}))`)
    .description('Its labels, as a selector. The most anomalous is the first.')
    .regex('/(\\{.*\\})/')
    .sort(VariableSort.Disabled);
}

/** The variables of the chosen entity. */
export function variable(selector: string): QueryVariableBuilder {
  return query(
    'variable',
    'Variable',
    LABEL_VALUES,
    labelValues(`kopula_variable_value${selector}`, 'variable'),
  )
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .current(ALL);
}

/** All by default, and All means also series that have no such label. */
function several(name: string, label: string, text: string): QueryVariableBuilder {
  return query(name, label, LABEL_VALUES, text)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.*')
    .current(ALL);
}

function labelValues(series: string, label: string): string {
  return `label_values(${series}, ${label})`;
}

function query(name: string, label: string, qryType: number, text: string): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(DATASOURCE)
    .query({ qryType, query: text, refId: 'PrometheusVariableQueryEditor-VariableQuery' })
    .refresh(VariableRefresh.OnTimeRangeChanged);
}
