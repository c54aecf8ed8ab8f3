import * as bargauge from '@grafana/grafana-foundation-sdk/bargauge';
import {
  BigValueColorMode,
  BigValueGraphMode,
  GraphDrawStyle,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TableSortByFieldStateBuilder,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizOrientation,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  DataTransformerConfig,
  FieldColorBuilder,
  FieldColorModeId,
  MappingType,
  Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard';
import * as prometheus from '@grafana/grafana-foundation-sdk/prometheus';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as statetimeline from '@grafana/grafana-foundation-sdk/statetimeline';
import * as table from '@grafana/grafana-foundation-sdk/table';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import { DATASOURCE } from './variables';

/** Half of the width and the height of an ordinary panel. */
export const HALF = 12;
export const FULL = 24;
const HEIGHT = 8;

/** A score: normal, worth a look, anomalous. */
export const SCORE_STEPS: Threshold[] = [
  { value: null, color: 'green' },
  { value: 0.8, color: 'yellow' },
  { value: 1, color: 'red' },
];

/** What ought to be nothing. */
export const NONE_STEPS: Threshold[] = [
  { value: null, color: 'green' },
  { value: 1, color: 'red' },
];

const NEUTRAL: Threshold[] = [{ value: null, color: 'text' }];

export const INCIDENT: ValueMapping = {
  type: MappingType.ValueToText,
  options: {
    '0': { text: 'normal', color: 'green', index: 0 },
    '1': { text: 'incident', color: 'red', index: 1 },
  },
};

/** Of a series whose labels no legend can name beforehand: its name is its selector, to link with. */
const SELECTOR_AS_NAME = '';

interface Text {
  title: string;
  description: string;
  unit?: string;
}

export function range(expr: string, legend = SELECTOR_AS_NAME): prometheus.DataqueryBuilder {
  return new prometheus.DataqueryBuilder()
    .datasource(DATASOURCE)
    .expr(expr)
    .range()
    .legendFormat(legend);
}

export function instant(expr: string, legend = SELECTOR_AS_NAME): prometheus.DataqueryBuilder {
  return new prometheus.DataqueryBuilder()
    .datasource(DATASOURCE)
    .expr(expr)
    .instant()
    .legendFormat(legend);
}

/** Labels become columns. */
export function rows(expr: string): prometheus.DataqueryBuilder {
  return instant(expr).format(prometheus.PromQueryFormat.Table);
}

export function thresholds(steps: Threshold[]): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps);
}

export function stats(text: Text, steps: Threshold[] = NEUTRAL): stat.PanelBuilder {
  return new stat.PanelBuilder()
    .title(text.title)
    .description(text.description)
    .unit(text.unit ?? 'short')
    .datasource(DATASOURCE)
    .span(4)
    .height(4)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .colorMode(BigValueColorMode.Value)
    .graphMode(BigValueGraphMode.None)
    .thresholds(thresholds(steps));
}

export function lines(text: Text): timeseries.PanelBuilder {
  return new timeseries.PanelBuilder()
    .title(text.title)
    .description(text.description)
    .unit(text.unit ?? 'short')
    .datasource(DATASOURCE)
    .span(HALF)
    .height(HEIGHT)
    .lineWidth(1)
    .fillOpacity(0)
    .showPoints(VisibilityMode.Never)
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.PaletteClassic))
    .thresholds(thresholds(NEUTRAL))
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending));
}

/** Lines of scores, with the threshold drawn. */
export function scoreLines(text: Text): timeseries.PanelBuilder {
  return lines(text)
    .decimals(2)
    .min(0)
    .axisSoftMax(1.2)
    .thresholds(
      thresholds([
        { value: null, color: 'transparent' },
        { value: 1, color: 'red' },
      ]),
    )
    .thresholdsStyle(
      new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.DashedAndArea),
    );
}

/** Shares of a whole, or counts of events, on top of each other. */
export function stacked(text: Text): timeseries.PanelBuilder {
  return lines(text)
    .drawStyle(GraphDrawStyle.Bars)
    .lineWidth(0)
    .fillOpacity(80)
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal));
}

export function states(text: Text): statetimeline.PanelBuilder {
  return new statetimeline.PanelBuilder()
    .title(text.title)
    .description(text.description)
    .datasource(DATASOURCE)
    .span(FULL)
    .height(HEIGHT)
    .mergeValues(true)
    .showValue(VisibilityMode.Never)
    .rowHeight(0.8)
    .fillOpacity(80)
    .lineWidth(0)
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Thresholds))
    .thresholds(thresholds(NONE_STEPS))
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom),
    );
}

export function tables(text: Text): table.PanelBuilder {
  return new table.PanelBuilder()
    .title(text.title)
    .description(text.description)
    .unit(text.unit ?? 'short')
    .datasource(DATASOURCE)
    .span(HALF)
    .height(HEIGHT)
    .thresholds(thresholds(NEUTRAL));
}

export function bars(text: Text): bargauge.PanelBuilder {
  return new bargauge.PanelBuilder()
    .title(text.title)
    .description(text.description)
    .unit(text.unit ?? 'short')
    .datasource(DATASOURCE)
    .span(HALF)
    .height(HEIGHT)
    .orientation(VizOrientation.Horizontal)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Thresholds))
    .thresholds(thresholds([{ value: null, color: 'blue' }]));
}

export function descending(column: string): TableSortByFieldStateBuilder[] {
  return [new TableSortByFieldStateBuilder().displayName(column).desc(true)];
}

/** Leaves columns out and names the others. */
export function columns(hidden: string[], renamed: Record<string, string>): DataTransformerConfig {
  return {
    id: 'organize',
    options: {
      excludeByName: Object.fromEntries(hidden.map((name) => [name, true])),
      indexByName: {},
      renameByName: renamed,
    },
  };
}
