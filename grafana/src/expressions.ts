/** The PromQL that several panels share. */

/** Selects on Overview: entities of the chosen groups. All of it may be absent, hence "=~" and ".*". */
export const ENTITIES = 'cluster=~"$cluster",namespace=~"$namespace",group=~"$group"';

/**
 * A group's entities, whatever cluster and namespace mean there: metrics of an entity may carry these
 * as the entity's own labels, those of a group only as the collector's.
 */
export const GROUP = 'group=~"$group"';

/** Selects on Collector: collectors by the labels of their scrape. */
export const COLLECTORS = 'cluster=~"$cluster",namespace=~"$namespace",instance=~"$instance"';
export const COLLECTORS_GROUP = `${COLLECTORS},${GROUP}`;

/**
 * On Entity: a whole selector in braces, {group="checkout",service="cart"}. Raw, for the data source
 * would escape it as if it were the value of a label.
 */
export const ENTITY = '${entity:raw}';

/**
 * Labels that the scrape adds and that tell no entities apart. With none of them what is left is
 * "without ()" or "(part,)", both of which PromQL takes.
 */
const SCRAPE = '${scrape_labels:csv}';

/** An expression's highest value an entity: one series, also after its collector was restarted. */
export function byEntity(expression: string): string {
  return `max without (${SCRAPE}) (${expression})`;
}

/** As above, added up over the labels named. */
export function sumByEntity(without: string, expression: string): string {
  return `sum without (${without},${SCRAPE}) (${expression})`;
}

/** The higher of both scores: either above 1 makes an entity anomalous. */
export function scores(selector: string, at = ''): string {
  return byEntity(`{__name__=~"kopula_anomaly_score|kopula_relations_score",${selector}}${at}`);
}

/** The same of the entity of the Entity dashboard, whose selector has its own braces. */
export const SCORE_OF_ENTITY =
  `max((kopula_anomaly_score${ENTITY} >= kopula_relations_score${ENTITY})` +
  ` or kopula_relations_score${ENTITY} or kopula_anomaly_score${ENTITY})`;

/** Counters that begin with the first event, shown as 0 before it. */
export function eventsByGroup(counter: string): string {
  return (
    `sum by (group) (increase(${counter}{${COLLECTORS_GROUP}}[$__rate_interval]))` +
    ` or 0 * sum by (group) (kopula_entities{${COLLECTORS_GROUP}})`
  );
}

/** A quantile of a histogram over the time between two points. */
export function quantile(q: number, histogram: string, selector: string, by: string[]): string {
  const labels = ['le', ...by].join(', ');
  return `histogram_quantile(${q}, sum by (${labels}) (rate(${histogram}_bucket{${selector}}[$__rate_interval])))`;
}

/** Metrics of the processes that are collectors, for other programs have JVMs, too. */
export function ofCollectors(metric: string): string {
  return `${metric} and on (job, instance) kopula_build_info{${COLLECTORS}}`;
}

/** A metric of the entity and of the variable a panel is repeated for. */
export function ofVariable(metric: string): string {
  return `max(${metric}${ENTITY} and on (variable) kopula_variable_value{variable=~"$variable"})`;
}
