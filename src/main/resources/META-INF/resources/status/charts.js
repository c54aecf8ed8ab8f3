// What is drawn: score with threshold, contributions as a heat map, each variable with its band.

import * as echarts from './echarts/echarts.esm.min.js';
import { clock, number } from './format.js';

const FONT = 12;
const LEFT = 62;
const NAMES_LEFT = 150;
const RIGHT = 18;

/** The colours of page.css, which follow the browser's light or dark setting. */
export function colours() {
  const style = getComputedStyle(document.documentElement);
  const named = (name) => style.getPropertyValue(`--${name}`).trim();
  return {
    panel: named('panel'),
    text: named('text'),
    faint: named('faint'),
    line: named('line'),
    accent: named('accent'),
    second: named('second'),
    band: named('band'),
    alarm: named('alarm'),
    heat: [0, 1, 2, 3].map((step) => named(`heat-${step}`)),
  };
}

/** A chart in an element; a click on a step, anywhere in its column, chooses the step. */
export class Chart {
  #chart;
  #last = '';

  constructor(node, choose = () => {}) {
    this.#chart = echarts.init(node, null, { renderer: 'canvas' });
    node.setAttribute('role', 'img');
    this.#chart.getZr().on('click', ({ offsetX, offsetY }) => {
      if (this.#last !== '' && this.#chart.containPixel('grid', [offsetX, offsetY])) {
        choose(Math.round(this.#chart.convertFromPixel({ xAxisIndex: 0 }, offsetX)));
      }
    });
    new ResizeObserver(() => this.#chart.resize()).observe(node);
  }

  /**
   * @param option of ECharts; drawn only where it differs from the last one
   * @param words the same for those who do not see it
   */
  draw(option, words) {
    const text = JSON.stringify(option);
    if (text !== this.#last) {
      this.#last = text;
      const { kind, ...drawn } = option;
      drawn.yAxis.axisLabel.formatter = kind === 'lines' ? number : undefined;
      this.#chart.setOption({ ...drawn, ...TOOLTIPS[kind] }, { notMerge: true });
    }
    const node = this.#chart.getDom();
    if (node.getAttribute('aria-label') !== words) {
      node.setAttribute('aria-label', words);
    }
  }

  dispose() {
    this.#chart.dispose();
  }
}

/** Tooltips: text on the canvas, since HTML with styles is what the page's policy forbids. */
/** The two lines that make up a band, the second as a difference from the first. */
const BAND = new Set(['lower', 'band']);
const tooltip = (trigger, formatter) => ({ tooltip: { trigger, renderMode: 'richText', confine: true, formatter } });
const TOOLTIPS = {
  lines: tooltip('axis', (rows) =>
    [rows[0].axisValue, ...rows.filter((each) => !BAND.has(each.seriesName))
      .map((each) => `${each.seriesName}  ${number(each.value)}`)].join('\n')),
  heat: tooltip('item', ({ name, data, marker }) =>
    marker === undefined ? '' : `${name}\n${data[3]}  ${number(data[2])}`),
};

/** What all have in common; the chosen step is a line in each. */
function base(kind, series, palette) {
  return {
    kind,
    animation: false,
    textStyle: { color: palette.text, fontSize: FONT },
    xAxis: {
      type: 'category',
      data: series.times.map(clock),
      boundaryGap: kind === 'heat',
      axisLine: { lineStyle: { color: palette.faint } },
      axisTick: { show: false },
      axisLabel: { color: palette.faint, hideOverlap: true },
    },
  };
}

const valueAxis = (palette, more = {}) => ({
  type: 'value',
  splitNumber: 3,
  axisLabel: { color: palette.faint },
  splitLine: { lineStyle: { color: palette.line } },
  ...more,
});

const line = (name, data, color, more = {}) => ({
  name,
  type: 'line',
  data,
  // a lone step between two gaps has no line to show
  showSymbol: data.length === 1,
  lineStyle: { color, width: 2, ...more.lineStyle },
  itemStyle: { color },
  emphasis: { disabled: true },
  ...Object.fromEntries(Object.entries(more).filter(([key]) => key !== 'lineStyle')),
});

const chosenStep = (step, palette) => ({
  silent: true,
  symbol: 'none',
  label: { show: false },
  lineStyle: { color: palette.text, type: 'dotted', width: 1.5 },
  data: [{ xAxis: step }],
});

export function scoreOption(series, step, palette) {
  return {
    ...base('lines', series, palette),
    legend: { data: ['score', 'relations'], right: RIGHT, textStyle: { color: palette.text } },
    grid: { left: LEFT, right: RIGHT, top: 30, bottom: 24 },
    yAxis: valueAxis(palette, { min: 0 }),
    series: [
      line('score', series.scores.map(rounded), palette.accent, {
        markArea: {
          silent: true,
          itemStyle: { color: palette.alarm, opacity: 0.14 },
          data: anomalousSpans(series).map(([from, to]) => [{ xAxis: from }, { xAxis: to }]),
        },
        markLine: chosenStep(step, palette),
      }),
      line('relations', series.relations.map(rounded), palette.second, {
        lineStyle: { type: 'dashed' },
        markLine: {
          silent: true,
          symbol: 'none',
          label: { formatter: 'threshold', position: 'insideStartTop', color: palette.alarm },
          lineStyle: { color: palette.alarm, type: 'solid', width: 1 },
          data: [{ yAxis: series.threshold }],
        },
      }),
    ],
  };
}

/** Stretches of steps with a score above the threshold, both ends inclusive. */
export function anomalousSpans(series) {
  const spans = [];
  series.scores.forEach((score, step) => {
    if (Math.max(score ?? 0, series.relations[step] ?? 0) > series.threshold) {
      const last = spans.at(-1);
      if (last !== undefined && last[1] === step - 1) {
        last[1] = step;
      } else {
        spans.push([step, step]);
      }
    }
  });
  return spans;
}

export const heatHeight = (series) => 22 * series.variables.length + 78;

export function heatOption(series, step, palette) {
  const names = series.variables.map((each) => each.name);
  const cells = series.variables.flatMap((variable, row) =>
    variable.total.flatMap((total, column) =>
      total === null ? [] : [[column, row, rounded(Math.max(0, total)), variable.name]]));
  return {
    ...base('heat', series, palette),
    grid: { left: NAMES_LEFT, right: RIGHT, top: 6, bottom: 66 },
    yAxis: {
      type: 'category',
      data: names,
      inverse: true,
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { color: palette.text, width: NAMES_LEFT - 14, overflow: 'truncate' },
    },
    visualMap: {
      type: 'continuous',
      min: 0,
      max: rounded(Math.max(series.threshold, ...cells.map((each) => each[2]))),
      dimension: 2,
      orient: 'horizontal',
      left: NAMES_LEFT,
      bottom: 0,
      itemHeight: 160,
      itemWidth: 12,
      text: ['high', 'no contribution'],
      textStyle: { color: palette.faint },
      inRange: { color: palette.heat },
    },
    series: [{
      type: 'heatmap',
      data: cells,
      markLine: chosenStep(step, palette),
      emphasis: { disabled: true },
    }],
  };
}

export function variableOption(variable, series, step, palette) {
  const { lower, upper } = variable;
  const known = (column) => column.some((each) => each !== null);
  const drawn = [line('value', variable.value, palette.accent, { z: 4, markLine: chosenStep(step, palette) })];
  if (known(lower) && known(upper)) {
    // the band is the difference, stacked on its lower end
    const band = { stack: 'band', stackStrategy: 'all', lineStyle: { opacity: 0, width: 0 }, showSymbol: false, z: 1 };
    drawn.push(
      line('lower', lower, palette.band, band),
      line('band', upper.map((each, at) => (each === null ? null : each - lower[at])), palette.band, {
        ...band,
        areaStyle: { color: palette.band, opacity: 1 },
      }),
    );
  }
  if (known(variable.median)) {
    drawn.push(line('expected', variable.median, palette.faint, { z: 3, lineStyle: { type: 'dashed', width: 1 } }));
  }
  return {
    ...base('lines', series, palette),
    grid: { left: LEFT, right: 8, top: 8, bottom: 22 },
    yAxis: valueAxis(palette, { scale: true, splitNumber: 2 }),
    series: drawn,
  };
}

function rounded(value) {
  return value === null ? null : Number(value.toPrecision(5));
}

