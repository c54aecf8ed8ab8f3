// The table of entities: anomalous ones first, filtered, one row updated where one score changed.

import { byId, element, setAttribute, setChildren, setClass, setText } from './dom.js';
import { name, plural, score } from './format.js';

/** Rows in the document at most; the filter finds the others. */
const MOST_ROWS = 500;

const THRESHOLD = 1;
const STATES = { scored: 'normal', learning: 'learning', no_data: 'no data' };
const RANKS = { scored: 2, no_data: 3, learning: 4 };
const QUIET = {
  maintenance: ({ name }) => `maintenance ${name}`,
  deviation: () => 'too small to wake anybody',
  direction: () => 'not in the direction asked for',
};

export const keyOf = (entity) => `${entity.group}\n${entity.entity}`;

export const highest = (entity) => Math.max(entity.score ?? 0, entity.relations ?? 0);

/** Somebody is told of it, or would be after a few steps more. */
export const isAnomalous = (entity) =>
  entity.active || (!isQuiet(entity) && highest(entity) > THRESHOLD);

/** It is anomalous, and nobody is told. */
export const isQuiet = (entity) => entity.quiet !== undefined;

export const stateOf = (entity) =>
  entity.active
    ? 'incident'
    : isQuiet(entity)
      ? `quiet: ${QUIET[entity.quiet.reason](entity.quiet)}`
      : isAnomalous(entity)
        ? 'anomalous'
        : STATES[entity.state];

export const classOf = (entity) =>
  isAnomalous(entity) ? 'anomalous' : isQuiet(entity) ? 'quiet' : entity.state;

/**
 * Incidents, then anomalous and quiet ones, the highest first; the others by name, so that they
 * keep their places while their scores move.
 */
export function order(entities) {
  const rank = (each) =>
    each.active ? 0 : isAnomalous(each) ? 1 : isQuiet(each) ? 1.5 : RANKS[each.state];
  return entities
    .map((entity) => ({ entity, rank: rank(entity), key: keyOf(entity) }))
    .sort((a, b) =>
      a.rank - b.rank
      || (a.rank < 2 ? highest(b.entity) - highest(a.entity) : 0)
      || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map((each) => each.entity);
}

/** Every word has to be in the labels, the group or the state. */
export function matches(entity, words) {
  const text = `${entity.group} ${entity.entity} ${stateOf(entity)}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

export class EntityTable {
  #rows = new Map();
  #body = byId('entities').tBodies[0];
  #filter = byId('filter');
  #choose;
  #entities = [];
  #chosen = '';
  #focused = '';

  /** @param choose called with the entity that is chosen */
  constructor(choose) {
    this.#choose = choose;
    this.#filter.addEventListener('input', () => this.#render());
    this.#filter.addEventListener('keydown', (event) => this.#filterKey(event));
    this.#body.addEventListener('click', (event) => this.#clicked(event));
    this.#body.addEventListener('keydown', (event) => this.#rowKey(event));
    this.#body.addEventListener('focusin', (event) => this.#moveTo(event.target.closest('tr')));
    document.addEventListener('keydown', (event) => {
      if (event.key === '/' && !event.ctrlKey && !event.metaKey && event.target !== this.#filter) {
        event.preventDefault();
        this.#filter.focus();
      }
    });
  }

  update(entities) {
    this.#entities = order(entities);
    this.#render();
  }

  get first() {
    return this.#entities[0];
  }

  find(group, id) {
    return this.#entities.find((each) => each.group === group && each.entity === id);
  }

  choose(entity) {
    this.#chosen = keyOf(entity);
    this.#render();
  }

  #render() {
    const words = this.#filter.value.toLowerCase().split(/\s+/).filter((word) => word !== '');
    const found = this.#entities.filter((each) => matches(each, words));
    const shown = found.slice(0, MOST_ROWS);
    const keys = new Set(shown.map(keyOf));
    for (const key of [...this.#rows.keys()].filter((each) => !keys.has(each))) {
      this.#rows.delete(key);
    }
    if (!keys.has(this.#focused)) {
      this.#focused = keys.has(this.#chosen) || shown.length === 0 ? this.#chosen : keyOf(shown[0]);
    }
    const focused = document.activeElement;
    setChildren(this.#body, shown.map((each) => this.#row(each)));
    if (focused !== document.activeElement && this.#body.contains(focused)) {
      focused.focus(); // a row that moved keeps the keyboard
    }
    const more = found.length > shown.length ? `, the first ${shown.length} shown` : '';
    const all = plural(this.#entities.length, 'entity', 'entities');
    setText(byId('matches'), words.length === 0 ? all + more : `${found.length} of ${all}${more}`);
  }

  #row(entity) {
    const key = keyOf(entity);
    let row = this.#rows.get(key);
    if (row === undefined) {
      row = newRow(entity);
      row.dataset.key = key;
      this.#rows.set(key, row);
    }
    const [, state, value, relations] = row.cells;
    const button = row.querySelector('button');
    const chosen = key === this.#chosen;
    setClass(row, [isAnomalous(entity) ? 'anomalous' : '', chosen ? 'chosen' : ''].join(' ').trim());
    setAttribute(button, 'aria-pressed', String(chosen));
    setAttribute(button, 'tabindex', key === this.#focused ? '0' : '-1');
    setText(state, stateOf(entity));
    setClass(state, `state ${classOf(entity)}`);
    setScore(value, entity.score);
    setScore(relations, entity.relations);
    return row;
  }

  #clicked(event) {
    const row = event.target.closest('tr');
    const entity = row && this.#entities.find((each) => keyOf(each) === row.dataset.key);
    if (entity) {
      this.#focused = row.dataset.key;
      this.#choose(entity);
    }
  }

  #filterKey(event) {
    if (event.key === 'ArrowDown') {
      event.preventDefault();
      this.#body.querySelector('button')?.focus();
    } else if (event.key === 'Escape' && this.#filter.value !== '') {
      event.preventDefault();
      this.#filter.value = '';
      this.#render();
    }
  }

  #rowKey(event) {
    const row = event.target.closest('tr');
    const target = {
      ArrowDown: row?.nextElementSibling,
      ArrowUp: row?.previousElementSibling ?? this.#filter,
      Home: this.#body.firstElementChild,
      End: this.#body.lastElementChild,
    }[event.key];
    if (target) {
      event.preventDefault();
      (target.querySelector('button') ?? target).focus();
    }
  }

  /** One row of the table takes part in tabbing: the one that had the keyboard last. */
  #moveTo(row) {
    if (row && row.dataset.key !== this.#focused) {
      this.#rows.get(this.#focused)?.querySelector('button').setAttribute('tabindex', '-1');
      this.#focused = row.dataset.key;
      row.querySelector('button').setAttribute('tabindex', '0');
    }
  }
}

function newRow(entity) {
  const row = document.createElement('tr');
  const title = element('th');
  title.scope = 'row';
  const button = element('button', '', name(entity));
  button.type = 'button';
  button.title = entity.entity;
  const labels = Object.keys(entity.labels).join(' / ');
  title.append(button, element('span', 'of', labels === '' ? entity.group : `${entity.group}, by ${labels}`));
  row.append(title, element('td'), element('td'), element('td'));
  return row;
}

function setScore(cell, value) {
  setText(cell, score(value));
  setClass(cell, value > THRESHOLD ? 'number high' : 'number');
}
