import { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { byEntity, ENTITIES, GROUP, scores, sumByEntity } from './expressions';
import { entityUrl, frame, moments, regions, toEntity, UID } from './frame';
import {
  columns,
  descending,
  FULL,
  HALF,
  INCIDENT,
  instant,
  NONE_STEPS,
  range,
  rows,
  SCORE_STEPS,
  scoreLines,
  states,
  stats,
  tables,
  thresholds,
} from './panels';
import { cluster, datasource, group, namespace, scrapeLabels } from './variables';

const SCORE = scores(ENTITIES);
const ACTIVE = `kopula_anomaly_active{${ENTITIES}}`;
const FIRING = 'ALERTS{alertname=~"Kopula.+",alertstate="firing",group=~"$group|"}';

/** Who is anomalous now, of all groups and entities. */
export function overview(): Dashboard {
  return frame(
    UID.overview,
    'Kopula / Overview',
    'All groups and entities that Kopula watches: who is anomalous, since when, and through what.',
  )
    .withVariable(datasource())
    .withVariable(cluster('kopula_anomaly_score'))
    .withVariable(namespace('kopula_anomaly_score'))
    .withVariable(group('kopula_anomaly_score'))
    .withVariable(scrapeLabels())
    .annotation(regions('Incidents', 'Incident in {{group}}', `max by (group) (${ACTIVE}) == 1`))
    .annotation(
      moments(
        'Refits',
        'Model of {{group}} fitted',
        `max by (group) (kopula_model_fitted_timestamp_seconds{${GROUP}}) * 1000`,
      ),
    )
    .withPanel(inIncident())
    .withPanel(highest())
    .withPanel(scored())
    .withPanel(unscored())
    .withPanel(lowestCoverage())
    .withPanel(firing())
    .withPanel(anomalous())
    .withPanel(culprits())
    .withPanel(timeline())
    .withPanel(overTime())
    .withPanel(groups())
    .withPanel(alerts())
    .withPanel(quiet())
    .withPanel(raised())
    .build();
}

const inIncident = () =>
  stats(
    { title: 'In an incident', description: 'Entities that are in an incident now.' },
    NONE_STEPS,
  ).withTarget(instant(`sum(${ACTIVE})`));

const highest = () =>
  stats(
    {
      title: 'Highest score',
      description: 'Of all entities now, the higher of both scores. Above 1 is anomalous.',
    },
    SCORE_STEPS,
  )
    .decimals(2)
    .withTarget(instant(`max(${SCORE})`));

const scored = () =>
  stats({ title: 'Scored', description: 'Entities with a score now.' }).withTarget(
    instant(`count(${byEntity(`kopula_anomaly_score{${ENTITIES}}`)})`),
  );

const unscored = () =>
  stats({
    title: 'Not scored',
    description:
      'Entities without a model yet or without data, by what their collectors say of their groups.',
  }).withTarget(instant(`sum(kopula_entities{state!="scored",${GROUP}})`));

const lowestCoverage = () =>
  stats(
    {
      title: 'Lowest coverage',
      description: 'The share of its variables that the entity with the most gaps had a value of.',
      unit: 'percentunit',
    },
    [
      { value: null, color: 'red' },
      { value: 0.5, color: 'yellow' },
      { value: 0.9, color: 'green' },
    ],
  ).withTarget(instant(`min(kopula_coverage_ratio{${ENTITIES}})`));

const firing = () =>
  stats(
    {
      title: 'Alerts firing',
      description: 'Of the rules that come with Kopula; 0 also where Prometheus has not loaded them.',
    },
    NONE_STEPS,
  ).withTarget(instant(`count(${FIRING}) or vector(0)`));

const anomalous = () =>
  tables({
    title: 'Most anomalous now',
    description:
      'The 25 entities with the highest scores, the higher of both; above 1 is anomalous. Click one to see why.',
  })
    .span(HALF)
    .height(10)
    .decimals(2)
    .withTarget(range(`${SCORE} and topk(25, ${scores(ENTITIES, ' @ end()')})`))
    .withTransformation({
      id: 'reduce',
      options: { reducers: ['lastNotNull', 'max'], mode: 'seriesToRows', includeTimeField: false },
    })
    .withTransformation(columns([], { Field: 'Entity', 'Last *': 'Now', Max: 'Highest' }))
    .sortBy(descending('Now'))
    .thresholds(thresholds(SCORE_STEPS))
    .overrideByName('Entity', [
      { id: 'links', value: [{ title: 'Why: this entity in detail', url: entityUrl('__value.text') }] },
      { id: 'custom.minWidth', value: 300 },
    ])
    .overrideByRegexp('Now|Highest', [
      { id: 'custom.cellOptions', value: { type: 'color-text' } },
      { id: 'custom.width', value: 90 },
    ]);

const culprits = () =>
  tables({
    title: 'Top culprits now',
    description:
      'The variables with the largest shares in the score of their entity. Shares of an entity add up to its score.',
  })
    .height(10)
    .decimals(2)
    .withTarget(
      rows(`topk(25, ${sumByEntity('part', `kopula_anomaly_contribution{${ENTITIES}}`)})`),
    )
    .withTransformation(columns(['Time'], { Value: 'Share' }))
    .sortBy(descending('Share'));

const timeline = () =>
  states({
    title: 'Incidents',
    description: 'Every entity that was in an incident in this span of time, and when.',
  })
    .height(10)
    .mappings([INCIDENT])
    .noValue('No incident in this span of time')
    .dataLinks([toEntity('__field.displayName')])
    .withTarget(
      range(
        `${byEntity(ACTIVE)} and ${byEntity(`max_over_time(${ACTIVE}[$__range] @ end())`)} > 0`,
      ),
    );

const overTime = () =>
  scoreLines({
    title: 'Scores',
    description:
      'Of the ten entities that scored highest in this span of time, the higher of both scores. Above 1 is anomalous.',
  })
    .span(FULL)
    .dataLinks([toEntity('__field.displayName')])
    .withTarget(range(`${SCORE} and topk(10, max_over_time(${SCORE}[$__range:] @ end()))`));

const groups = () =>
  tables({ title: 'Groups', description: 'What is watched, and how it is now.' })
    .withTarget(rows(`count by (group) (${byEntity(`kopula_anomaly_score{${ENTITIES}}`)})`).refId('A'))
    .withTarget(rows(`sum by (group) (${byEntity(ACTIVE)})`).refId('B'))
    .withTarget(rows(`max by (group) (${SCORE})`).refId('C'))
    .withTarget(rows(`avg by (group) (kopula_coverage_ratio{${ENTITIES}})`).refId('D'))
    .withTarget(
      rows(`time() - max by (group) (kopula_last_scored_timestamp_seconds{${ENTITIES}})`).refId('E'),
    )
    .withTransformation({ id: 'merge', options: {} })
    .withTransformation(
      columns(['Time'], {
        group: 'Group',
        'Value #A': 'Scored',
        'Value #B': 'In an incident',
        'Value #C': 'Highest score',
        'Value #D': 'Coverage',
        'Value #E': 'Last step',
      }),
    )
    .overrideByName('Highest score', [
      { id: 'decimals', value: 2 },
      { id: 'thresholds', value: { mode: 'absolute', steps: SCORE_STEPS } },
      { id: 'custom.cellOptions', value: { type: 'color-text' } },
    ])
    .overrideByName('Coverage', [{ id: 'unit', value: 'percentunit' }])
    .overrideByName('Last step', [
      { id: 'unit', value: 's' },
      { id: 'description', value: 'How long ago the last scored step was.' },
    ]);

const alerts = () =>
  tables({
    title: 'Firing alerts',
    description:
      'Of the rules that come with Kopula, as Prometheus evaluates them. Empty where it has not loaded them.',
  })
    .noValue('No alert is firing')
    .withTarget(rows(FIRING))
    .withTransformation(columns(['Time', 'Value', '__name__', 'alertstate'], { alertname: 'Alert' }));

const quiet = () =>
  tables({
    title: 'Quiet now',
    description:
      'Entities that would be in an incident, and why nobody is told: maintenance, a deviation below min_deviation, or the direction that nobody asked for.',
  })
    .noValue('Nothing is kept quiet')
    .withTarget(rows(byEntity(`kopula_anomaly_quiet{${ENTITIES}}`)))
    .withTransformation(columns(['Time', 'Value'], { reason: 'Reason' }));

const raised = () =>
  tables({
    title: 'Raised thresholds',
    description:
      'What the scores of entities are divided by since false alarms of them were marked. Never above alert.max_threshold_factor.',
  })
    .decimals(2)
    .noValue('No false alarm is marked')
    .withTarget(rows(byEntity(`kopula_threshold_factor{${ENTITIES}}`)))
    .withTransformation(columns(['Time'], { Value: 'Factor' }))
    .sortBy(descending('Factor'));
