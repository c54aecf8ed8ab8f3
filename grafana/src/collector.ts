import { BigValueTextMode } from '@grafana/grafana-foundation-sdk/common';
import { Dashboard, MappingType, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import {
  COLLECTORS,
  COLLECTORS_GROUP,
  eventsByGroup,
  GROUP,
  ofCollectors,
  quantile,
} from './expressions';
import { frame, moments, UID } from './frame';
import {
  columns,
  descending,
  instant,
  lines,
  NONE_STEPS,
  range,
  rows,
  stacked,
  stats,
  tables,
} from './panels';
import { cluster, datasource, group, instance, namespace } from './variables';

const CYCLE = 'kopula_cycle_duration_seconds';
const REQUEST = 'kopula_source_request_duration_seconds';
const FITTED = `kopula_model_fitted_timestamp_seconds{${COLLECTORS_GROUP}}`;
const THIRD = 8;

/** Whether Kopula itself is well. */
export function collector(): Dashboard {
  return frame(
    UID.collector,
    'Kopula / Collector',
    'Kopula itself: its cycles, what it reads from, its models, its process, and how many series it exports.',
  )
    .withVariable(datasource())
    .withVariable(cluster('kopula_build_info'))
    .withVariable(namespace('kopula_build_info'))
    .withVariable(instance())
    .withVariable(group('kopula_cycles_total'))
    .annotation(moments('Refits', 'Model of {{group}} fitted', `max by (group) (${FITTED}) * 1000`))
    .withPanel(version())
    .withPanel(configuration())
    .withPanel(fresh())
    .withPanel(exportFailures())
    .withPanel(conservative())
    .withPanel(unexplained())
    .withRow(new RowBuilder('Cycles'))
    .withPanel(cycles())
    .withPanel(durations())
    .withPanel(cycleFailures())
    .withPanel(overruns())
    .withRow(new RowBuilder('Source'))
    .withPanel(latency())
    .withPanel(requests())
    .withPanel(sourceFailures())
    .withPanel(warnings())
    .withRow(new RowBuilder('Models'))
    .withPanel(models())
    .withPanel(entities())
    .withPanel(fits())
    .withPanel(fitFailures())
    .withPanel(fitDuration())
    .withRow(new RowBuilder('Process'))
    .withPanel(memory())
    .withPanel(processor())
    .withPanel(pauses())
    .withPanel(threads())
    .withPanel(files())
    .withPanel(replicas())
    .withPanel(rosterFailures())
    .withPanel(objectStoreFailures())
    .withRow(new RowBuilder('Series'))
    .withPanel(seriesByGroup())
    .withPanel(seriesByMetric())
    .build();
}

const version = () =>
  stats({ title: 'Version', description: 'Of each collector.' })
    .textMode(BigValueTextMode.Name)
    .withTarget(instant(`group by (version) (kopula_build_info{${COLLECTORS}})`, '{{version}}'));

const configuration = () =>
  stats(
    {
      title: 'Configuration',
      description: 'Whether every collector could read its configuration file the last time.',
    },
    [
      { value: null, color: 'red' },
      { value: 1, color: 'green' },
    ],
  )
    .mappings([
      {
        type: MappingType.ValueToText,
        options: { '0': { text: 'refused', index: 0 }, '1': { text: 'read', index: 1 } },
      },
    ])
    .withTarget(instant(`min(kopula_config_last_reload_successful{${COLLECTORS}})`));

const fresh = () =>
  stats({
    title: 'Oldest last step',
    description: 'How long ago the last scored step of the group furthest behind was.',
    unit: 's',
  }).withTarget(
    instant(`time() - min(max by (group) (kopula_last_scored_timestamp_seconds{${GROUP}}))`),
  );

const exportFailures = () =>
  stats(
    {
      title: 'Export failures',
      description:
        'Metrics that could not be exported and pushes by OTLP that failed in this span of time; the log says which.',
    },
    NONE_STEPS,
  ).withTarget(instant(`sum(increase(kopula_export_failures_total{${COLLECTORS}}[$__range]))`));

const conservative = () =>
  stats({
    title: 'Conservative thresholds',
    description: 'Entities whose history is too short for a threshold at the configured false-alarm rate.',
  }).withTarget(instant(`sum(kopula_model_calibration_conservative{${GROUP}})`));

const unexplained = () =>
  stats(
    {
      title: 'Unexplained entities',
      description: 'Entities whose series of single variables are left out, since a group has too many.',
    },
    [
      { value: null, color: 'green' },
      { value: 1, color: 'yellow' },
    ],
  ).withTarget(instant(`sum(kopula_unexplained_entities{${COLLECTORS_GROUP}})`));

const cycles = () =>
  stacked({
    title: 'Cycles by result',
    description: '"partial": some expressions failed, the others were scored.',
    unit: 'cps',
  }).withTarget(
    range(
      `sum by (group, result) (rate(kopula_cycles_total{${COLLECTORS_GROUP}}[$__rate_interval]))`,
      '{{group}}: {{result}}',
    ),
  );

const durations = () =>
  lines({
    title: 'Duration of cycles',
    description: 'From fetch to export; half and 99 of 100 are shorter. It must stay below the step.',
    unit: 's',
  })
    .withTarget(range(quantile(0.5, CYCLE, COLLECTORS_GROUP, ['group']), '{{group}}: half').refId('A'))
    .withTarget(range(quantile(0.99, CYCLE, COLLECTORS_GROUP, ['group']), '{{group}}: p99').refId('B'));

const cycleFailures = () =>
  stacked({ title: 'Failed cycles', description: 'By kind of failure.' })
    .noValue('No cycle has failed')
    .withTarget(
      range(
        `sum by (group, kind) (increase(kopula_cycle_failures_total{${COLLECTORS_GROUP}}[$__rate_interval]))`,
        '{{group}}: {{kind}}',
      ),
    );

const overruns = () =>
  stacked({
    title: 'Overruns',
    description: 'Steps that were skipped because the cycle before them was still running.',
  }).withTarget(range(eventsByGroup('kopula_cycle_overruns_total'), '{{group}}'));

const latency = () =>
  lines({
    title: 'Latency of requests',
    description: 'To the metric source; half and 99 of 100 are shorter.',
    unit: 's',
  })
    .withTarget(range(quantile(0.5, REQUEST, COLLECTORS, []), 'half').refId('A'))
    .withTarget(range(quantile(0.99, REQUEST, COLLECTORS, []), 'p99').refId('B'));

const requests = () =>
  stacked({
    title: 'Requests by status code',
    description: 'To the metric source; 0 where there was no answer.',
    unit: 'reqps',
  }).withTarget(
    range(
      `sum by (code) (rate(kopula_source_requests_total{${COLLECTORS}}[$__rate_interval]))`,
      '{{code}}',
    ),
  );

const sourceFailures = () =>
  stacked({ title: 'Failed queries', description: 'After all retries, by kind of failure.' })
    .noValue('No query has failed')
    .withTarget(
      range(
        `sum by (group, kind) (increase(kopula_source_failures_total{${COLLECTORS_GROUP}}[$__rate_interval]))`,
        '{{group}}: {{kind}}',
      ),
    );

const warnings = () =>
  stacked({
    title: 'Answers with warnings',
    description: 'Such as partial data.',
  }).withTarget(range(eventsByGroup('kopula_source_warnings_total'), '{{group}}'));

const models = () =>
  tables({
    title: 'Models in use',
    description: 'And how long ago they were fitted.',
  })
    .withTarget(
      rows(
        `(time() - max by (group, model) (${FITTED})) * on (group, model) group_right ()` +
          ` max by (group, model, version) (kopula_model_info{${COLLECTORS_GROUP}})`,
      ),
    )
    .withTransformation(
      columns(['Time'], { group: 'Group', model: 'Model', version: 'Version', Value: 'Age' }),
    )
    .overrideByName('Age', [{ id: 'unit', value: 's' }])
    .sortBy(descending('Age'));

const entities = () =>
  stacked({
    title: 'Entities by state',
    description: '"learning": no model yet; "no_data": no value at the last step.',
  }).withTarget(
    range(
      `sum by (group, state) (kopula_entities{${COLLECTORS_GROUP}})`,
      '{{group}}: {{state}}',
    ),
  );

const fits = () =>
  stacked({ title: 'Fits', description: 'That gave a model.' })
    .span(THIRD)
    .withTarget(range(eventsByGroup('kopula_model_fits_total'), '{{group}}'));

const fitFailures = () =>
  stacked({ title: 'Failed fits', description: 'By group. The last model, where there is one, goes on.' })
    .span(THIRD)
    .withTarget(range(eventsByGroup('kopula_model_fit_failures_total'), '{{group}}'));

const fitDuration = () =>
  lines({ title: 'Duration of the last fit', description: 'By group.', unit: 's' })
    .span(THIRD)
    .withTarget(
      range(
        `max by (group) (kopula_model_fit_duration_seconds{${COLLECTORS_GROUP}})`,
        '{{group}}',
      ),
    );

const memory = () =>
  stacked({
    title: 'Memory of the JVM',
    description:
      'Heap and the rest that the JVM counts. What TensorFlow takes beside it shows only in the memory of the ' +
      'container or the process.',
    unit: 'bytes',
  }).withTarget(
    range(
      `sum by (instance, area) (${ofCollectors('jvm_memory_used_bytes')})`,
      '{{instance}}: {{area}}',
    ),
  );

const processor = () =>
  lines({
    title: 'CPU',
    description: "Share of the machine's processors that the process uses.",
    unit: 'percentunit',
  })
    .min(0)
    .withTarget(range(`max by (instance) (${ofCollectors('process_cpu_usage')})`, '{{instance}}'));

const pauses = () =>
  lines({
    title: 'Garbage collection',
    description: 'Share of the time spent in pauses.',
    unit: 'percentunit',
  })
    .span(THIRD)
    .withTarget(
      range(
        `sum by (instance) (${ofCollectors('rate(jvm_gc_pause_seconds_sum[$__rate_interval])')})`,
        '{{instance}}',
      ),
    );

const threads = () =>
  lines({ title: 'Threads', description: 'Live threads of the JVM.' })
    .span(THIRD)
    .withTarget(
      range(`max by (instance) (${ofCollectors('jvm_threads_live_threads')})`, '{{instance}}'),
    );

const files = () =>
  lines({ title: 'Open files', description: 'Of the process.' })
    .span(THIRD)
    .withTarget(
      range(`max by (instance) (${ofCollectors('process_files_open_files')})`, '{{instance}}'),
    );

const replicas = () =>
  lines({
    title: 'Replicas',
    description: 'That share the entities, as each of them sees it; only where there are several names.',
  })
    .min(0)
    .withTarget(range(`max by (instance) (kopula_replicas{${COLLECTORS}})`, '{{instance}}'));

const rosterFailures = () =>
  lines({
    title: 'Roster failures',
    description: 'The roster of replicas in the model store could not be read or written; the last known count.',
    unit: 'ops',
  })
    .min(0)
    .withTarget(
      range(
        `sum by (instance) (rate(kopula_roster_failures_total{${COLLECTORS}}[$__rate_interval]))`,
        '{{instance}}',
      ),
    );

const objectStoreFailures = () =>
  lines({
    title: 'Object store failures',
    description: 'Operations on the bucket that failed after repetitions; what is on disk is used meanwhile.',
    unit: 'ops',
  })
    .min(0)
    .withTarget(
      range(
        `sum by (operation) (rate(kopula_object_store_failures_total{${COLLECTORS}}[$__rate_interval]))`,
        '{{operation}}',
      ),
    );

const seriesByGroup = () =>
  lines({ title: 'Series by group', description: 'That Kopula has exported of each group.' })
    .withTarget(
      range(`count by (group) ({__name__=~"kopula_.+",${GROUP}})`, '{{group}}'),
    );

const seriesByMetric = () =>
  tables({ title: 'Series by metric', description: 'Of all groups chosen, the 15 with the most.' })
    .withTarget(rows(`topk(15, count by (__name__) ({__name__=~"kopula_.+",${GROUP}}))`))
    .withTransformation(columns(['Time'], { __name__: 'Metric', Value: 'Series' }))
    .sortBy(descending('Series'));
