import { BigValueTextMode } from '@grafana/grafana-foundation-sdk/common';
import {
  Dashboard,
  MappingType,
  RowBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { ENTITIES, ENTITY, ofVariable, SCORE_OF_ENTITY, scores } from './expressions';
import { frame, moments, regions, UID } from './frame';
import {
  bars,
  columns,
  descending,
  FULL,
  INCIDENT,
  instant,
  lines,
  NONE_STEPS,
  range,
  rows,
  SCORE_STEPS,
  scoreLines,
  stacked,
  states,
  stats,
  tables,
} from './panels';
import { cluster, datasource, entity as entities, group, namespace, scrapeLabels, variable } from './variables';

const ACTIVE = `kopula_anomaly_active${ENTITY}`;

/** Why one entity is anomalous. */
export function entity(): Dashboard {
  return frame(
    UID.entity,
    'Kopula / Entity',
    'One entity: its score, which variables are the reason, and what they should have been.',
  )
    .withVariable(datasource())
    .withVariable(cluster('kopula_anomaly_score'))
    .withVariable(namespace('kopula_anomaly_score'))
    .withVariable(group('kopula_anomaly_score'))
    .withVariable(scrapeLabels())
    .withVariable(entities(scores(ENTITIES)))
    .withVariable(variable(ENTITY))
    .annotation(regions('Incidents', 'Incident', `max(${ACTIVE}) == 1`))
    .annotation(
      moments(
        'Refits',
        'Model of {{group}} fitted',
        `max by (group) (kopula_model_fitted_timestamp_seconds and on (group) ${ACTIVE}) * 1000`,
      ),
    )
    .withPanel(score())
    .withPanel(state())
    .withPanel(coverage())
    .withPanel(age())
    .withPanel(conservative())
    .withPanel(kind())
    .withPanel(overTime())
    .withPanel(incidents())
    .withPanel(contributions())
    .withPanel(culprits())
    .withPanel(pairs())
    .withPanel(pairsOverTime())
    .withPanel(coverageOverTime())
    .withRow(new RowBuilder('Variables and what they should have been'))
    .withPanel(band())
    .build();
}

const score = () =>
  stats(
    { title: 'Score', description: 'The higher of both scores. Above 1 is anomalous.' },
    SCORE_STEPS,
  )
    .decimals(2)
    .withTarget(instant(SCORE_OF_ENTITY));

const state = () =>
  stats(
    { title: 'State', description: 'Whether the entity is in an incident now.' },
    NONE_STEPS,
  )
    .mappings([INCIDENT])
    .withTarget(instant(`max(${ACTIVE})`));

const kind = () =>
  stats({
    title: 'Kind of anomaly',
    description:
      'What it looks like, while the score is at least 0.8: level, spike, dependence, timing, flat, or unclear.',
  })
    .noValue('–')
    .withTarget(instant(`max by (kind) (kopula_anomaly_kind${ENTITY})`, '{{kind}}'))
    .textMode(BigValueTextMode.Name);

const coverage = () =>
  stats({
    title: 'Coverage',
    description: 'Share of the variables that had a value at the last scored step.',
    unit: 'percentunit',
  }).withTarget(instant(`max(kopula_coverage_ratio${ENTITY})`));

const age = () =>
  stats({
    title: 'Last scored step',
    description: 'How long ago it was.',
    unit: 's',
  }).withTarget(instant(`time() - max(kopula_last_scored_timestamp_seconds${ENTITY})`));

const conservative = () =>
  stats({
    title: 'Threshold',
    description:
      "Conservative while the entity's history is too short for one at the configured false-alarm rate.",
  })
    .mappings([
      {
        type: MappingType.ValueToText,
        options: {
          '0': { text: 'calibrated', index: 0 },
          '1': { text: 'conservative', index: 1 },
        },
      },
    ])
    .withTarget(instant(`max(kopula_model_calibration_conservative${ENTITY})`));

const overTime = () =>
  scoreLines({
    title: 'Score',
    description:
      'Both scores and the higher of them, which counts. "All values" is how improbable they together are, ' +
      '"relations" how far a variable has come loose from the others. Above 1 is anomalous.',
  })
    .span(FULL)
    .height(9)
    .withTarget(range(SCORE_OF_ENTITY, 'score').refId('A'))
    .withTarget(range(`max(kopula_anomaly_score${ENTITY})`, 'all values').refId('B'))
    .withTarget(range(`max(kopula_relations_score${ENTITY})`, 'relations').refId('C'))
    .overrideByName('score', [
      { id: 'custom.lineWidth', value: 3 },
      { id: 'color', value: { mode: 'fixed', fixedColor: 'text' } },
    ]);

const incidents = () =>
  states({
    title: 'Incidents and what they look like',
    description: 'When the entity was in an incident, and of which kind its anomalies are.',
  })
    .height(5)
    .mappings([
      {
        type: MappingType.ValueToText,
        options: {
          '0': { text: 'no', color: 'green', index: 0 },
          '1': { text: 'yes', color: 'red', index: 1 },
        },
      },
    ])
    .withTarget(range(`max(${ACTIVE})`, 'incident').refId('A'))
    .withTarget(range(`max by (kind) (kopula_anomaly_kind${ENTITY})`, '{{kind}}').refId('B'));

const contributions = () =>
  stacked({
    title: 'Shares of the variables in the score',
    description:
      'Stacked, they add up to the score. "marginal": the value itself is unusual now; "dependence": it no ' +
      'longer fits the others.',
  })
    .decimals(2)
    .span(16)
    .height(9)
    .withTarget(
      range(
        `max by (variable, part) (kopula_anomaly_contribution${ENTITY})`,
        '{{variable}} · {{part}}',
      ),
    );

const culprits = () =>
  bars({
    title: 'Culprits now',
    description: 'The variables with the largest shares in the score.',
  })
    .decimals(2)
    .span(8)
    .height(9)
    .withTarget(
      instant(
        `sort_desc(topk(8, sum by (variable) (max by (variable, part) (kopula_anomaly_contribution${ENTITY}))))`,
        '{{variable}}',
      ),
    );

const PAIRS = 'variable, other, movement';

const pairs = () =>
  tables({
    title: 'Broken relations in this span of time',
    description:
      'Pairs of variables that moved as they normally do not, while the score was at least 0.8, and how ' +
      'improbable that was at most, in nats. "alone": the first moves, the other does not.',
  })
    .decimals(1)
    .noValue('No relation was broken')
    .withTarget(
      rows(
        `max by (${PAIRS}) (max_over_time(kopula_broken_relation${ENTITY}[$__range]))`,
      ),
    )
    .withTransformation(
      columns(['Time'], {
        variable: 'Variable',
        other: 'Other',
        movement: 'They move',
        Value: 'Improbability (nats)',
      }),
    )
    .sortBy(descending('Improbability (nats)'));

const pairsOverTime = () =>
  lines({
    title: 'Broken relations over time',
    description: 'When the pairs beside were broken, and how improbable that was, in nats.',
  })
    .decimals(1)
    .noValue('No relation was broken')
    .withTarget(
      range(
        `max by (${PAIRS}) (kopula_broken_relation${ENTITY})`,
        '{{variable}} and {{other}}: {{movement}}',
      ),
    );

const coverageOverTime = () =>
  lines({
    title: 'Coverage',
    description: 'Share of the variables that had a value. A gap is a step that was not scored.',
    unit: 'percentunit',
  })
    .span(FULL)
    .height(5)
    .min(0)
    .max(1)
    .withTarget(range(`max(kopula_coverage_ratio${ENTITY})`, 'coverage'));

/** One panel for each variable. Its own unit is not known here. */
const band = () =>
  lines({
    title: '$variable',
    description:
      'The value, and what it should have been given its past and the other variables then: the band holds ' +
      'nine of ten normal values.',
  })
    .repeat('variable')
    .repeatDirection('h')
    .maxPerRow(3)
    .span(8)
    .withTarget(range(ofVariable('kopula_variable_value'), 'value').refId('A'))
    .withTarget(range(ofVariable('kopula_variable_expected'), 'expected').refId('B'))
    .withTarget(range(ofVariable('kopula_variable_expected_upper'), 'upper').refId('C'))
    .withTarget(range(ofVariable('kopula_variable_expected_lower'), 'lower').refId('D'))
    .overrideByName('value', [
      { id: 'color', value: { mode: 'fixed', fixedColor: 'orange' } },
      { id: 'custom.lineWidth', value: 2 },
    ])
    .overrideByName('expected', [
      { id: 'color', value: { mode: 'fixed', fixedColor: 'blue' } },
      { id: 'custom.lineStyle', value: { fill: 'dash', dash: [6, 4] } },
    ])
    .overrideByName('upper', [
      { id: 'custom.fillBelowTo', value: 'lower' },
      { id: 'custom.fillOpacity', value: 15 },
      ...EDGE_OF_BAND,
    ])
    .overrideByName('lower', EDGE_OF_BAND);

const EDGE_OF_BAND = [
  { id: 'color', value: { mode: 'fixed', fixedColor: 'blue' } },
  { id: 'custom.lineWidth', value: 0 },
  { id: 'custom.hideFrom', value: { legend: true, tooltip: false, viz: false } },
];
