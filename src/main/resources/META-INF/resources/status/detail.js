// The chosen entity: why, timeline, heat map, variables.

import { get } from './api.js';
import { Chart, colours, heatHeight, heatOption, scoreOption, variableOption } from './charts.js';
import { byId, element, setChildren, setClass, setText } from './dom.js';
import { classOf, keyOf, stateOf } from './entities.js';
import { clock, moment, number, percent, score } from './format.js';
import { blame, onGrid } from './series.js';
import { showExplanation, showWhy } from './why.js';

/** An incident that goes on is explained anew so often. */
const EXPLAIN_EVERY_MILLIS = 15_000;
/** A variable with at least this share of an anomalous score is marked. */
const BLAMED_SHARE = 0.2;

export class Detail {
  #charts = new Map(); // of the variables, by name
  #timeline = null;
  #heat = null;
  #slider = byId('step');
  #entity = null;
  #series = null;
  #chosenTime = null; // null: follow the latest
  #explained = '';
  #request = new AbortController();

  constructor() {
    this.#slider.addEventListener('input', () => this.#chooseStep(Number(this.#slider.value)));
    byId('latest').addEventListener('click', () => {
      this.#chosenTime = null;
      this.#draw();
    });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#draw());
  }

  /** Shows another entity; what is still on its way for the last one is dropped. */
  choose(entity) {
    this.#request.abort();
    this.#request = new AbortController();
    this.#series = null;
    this.#chosenTime = null;
    this.#explained = '';
    showExplanation(null);
    byId('entity-body').hidden = true;
    this.update(entity);
  }

  /** The newest state of the entity that is shown. */
  update(entity) {
    this.#entity = entity;
    setText(byId('entity-title'), `${entity.group} ${entity.entity}`);
    const parts = [
      element('span', `state ${classOf(entity)}`, stateText(entity)),
      ...(entity.score === undefined
        ? []
        : [element('span', '', `score ${score(entity.score)}`), element('span', '', `relations ${score(entity.relations)}`)]),
      ...(entity.thresholdFactor === undefined
        ? []
        : [element('span', '', `threshold raised ${number(entity.thresholdFactor)} times`)]),
    ];
    setChildren(byId('entity-state'), parts);
  }

  shows(entity) {
    return this.#entity !== null && keyOf(this.#entity) === keyOf(entity);
  }

  /** The entity that is shown is no longer there: what was drawn last stays. */
  gone() {
    if (this.#entity !== null) {
      setChildren(byId('entity-state'), [element('span', 'state no_data', 'no longer seen by the last cycle')]);
    }
  }

  async refresh() {
    const entity = this.#entity;
    if (entity === null) {
      return;
    }
    const { signal } = this.#request;
    const of = { group: entity.group, entity: entity.entity };
    const history = await get('api/v1/history', of, signal);
    if (signal.aborted) {
      return;
    }
    this.#series = onGrid(history);
    this.#draw();
  }

  #step() {
    const { times, stepMillis } = this.#series;
    const last = times.length - 1;
    if (this.#chosenTime === null) {
      return last;
    }
    const step = Math.round((this.#chosenTime - times[0]) / stepMillis);
    return Math.min(last, Math.max(0, step));
  }

  #chooseStep(step) {
    if (this.#series !== null && step >= 0 && step < this.#series.times.length) {
      this.#chosenTime = this.#series.times[step];
      this.#draw();
    }
  }

  #draw() {
    const series = this.#series;
    if (series === null || series.times.length === 0) {
      return;
    }
    byId('entity-body').hidden = false;
    const step = this.#step();
    const palette = colours();
    const blamed = blame(series, step);
    showWhy(series, step, blamed);
    this.#drawSlider(step);
    this.#drawTimeline(step, palette);
    this.#drawHeat(step, palette);
    this.#drawVariables(step, palette, blamed);
    this.#explain(step);
  }

  #drawSlider(step) {
    const series = this.#series;
    const latest = this.#chosenTime === null;
    const text = `${clock(series.times[step])}, score ${score(series.scores[step])}${latest ? ', latest' : ''}`;
    this.#slider.max = String(series.times.length - 1);
    this.#slider.value = String(step);
    this.#slider.setAttribute('aria-valuetext', text);
    setText(byId('step-text'), text);
    byId('latest').disabled = latest;
  }

  #drawTimeline(step, palette) {
    const series = this.#series;
    this.#timeline ??= new Chart(byId('timeline'), (at) => this.#chooseStep(at));
    const peak = Math.max(...series.scores.map((each) => each ?? 0), ...series.relations.map((each) => each ?? 0));
    this.#timeline.draw(
      scoreOption(series, step, palette),
      `Score and relations from ${clock(series.times[0])} to ${clock(series.times.at(-1))}; highest ${score(peak)}, threshold ${series.threshold}. The slider below reads single steps.`,
    );
  }

  #drawHeat(step, palette) {
    const series = this.#series;
    const node = byId('heat');
    const height = `${heatHeight(series)}px`;
    if (node.style.height !== height) {
      node.style.height = height;
    }
    this.#heat ??= new Chart(node, (at) => this.#chooseStep(at));
    this.#heat.draw(
      heatOption(series, step, palette),
      `Heat map of contributions of ${series.variables.length} variables. The table Why reads those of the chosen step.`,
    );
  }

  #drawVariables(step, palette, blamed) {
    const series = this.#series;
    const anomalous = Math.max(series.scores[step] ?? 0, series.relations[step] ?? 0) > series.threshold;
    const shares = new Map(blamed.map((each) => [each.name, each.share]));
    for (const name of [...this.#charts.keys()].filter((each) => !shares.has(each))) {
      this.#charts.get(name).chart.dispose();
      this.#charts.delete(name);
    }
    const figures = series.variables.map((variable) => this.#figure(variable.name).node);
    setChildren(byId('variables'), figures);
    for (const variable of series.variables) {
      const { node, chart } = this.#figure(variable.name);
      const share = shares.get(variable.name);
      const marked = anomalous && share >= BLAMED_SHARE;
      const now = `${number(variable.value[step])}, expected ${number(variable.median[step])}`;
      setClass(node, marked ? 'blamed' : '');
      setText(node.querySelector('.now'), marked ? `${now}; ${percent(share)} of the score` : now);
      chart.draw(
        variableOption(variable, series, step, palette),
        `${variable.name} at ${clock(series.times[step])}: ${now}, normal from ${number(variable.lower[step])} to ${number(variable.upper[step])}`,
      );
    }
  }

  #figure(name) {
    let made = this.#charts.get(name);
    if (made === undefined) {
      const node = element('figure');
      const caption = element('figcaption');
      caption.append(element('span', '', name), element('span', 'now'));
      const place = element('div', 'chart');
      node.append(caption, place);
      byId('variables').append(node);
      made = { node, chart: new Chart(place, (at) => this.#chooseStep(at)) };
      this.#charts.set(name, made);
    }
    return made;
  }

  /** Asks the server for more about a step: once for each chosen one, now and then while it goes on. */
  async #explain(step) {
    const entity = this.#entity;
    const series = this.#series;
    const latest = this.#chosenTime === null;
    const turn = latest && entity.active ? Math.floor(Date.now() / EXPLAIN_EVERY_MILLIS) : '';
    const key = [keyOf(entity), this.#chosenTime, entity.activeSince, turn].join('\n');
    const high = Math.max(series.scores[step] ?? 0, series.relations[step] ?? 0);
    if (key === this.#explained && high > series.threshold) {
      return;
    }
    this.#explained = key;
    if (high <= series.threshold) {
      showExplanation(null); // what is normal needs no explanation
      this.#explained = '';
      return;
    }
    const of = { group: entity.group, entity: entity.entity, at: new Date(series.times[step]).toISOString() };
    const explanation = await get('api/v1/explain', of, this.#request.signal).catch(() => null);
    if (this.#explained === key) {
      showExplanation(explanation);
    }
  }
}

function stateText(entity) {
  const since = entity.activeSince ?? entity.incidentSince;
  return since === undefined ? stateOf(entity) : `${stateOf(entity)} since ${moment(Date.parse(since))}`;
}
