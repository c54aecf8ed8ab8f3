// The status page: asks the API as often as there is something new, and keeps what is shown in step.

import { get } from './api.js';
import { Detail } from './detail.js';
import { byId, setText } from './dom.js';
import { EntityTable, isAnomalous, isQuiet } from './entities.js';
import { clock } from './format.js';
import { showGroups, summaryOf } from './groups.js';

const SHORTEST_MILLIS = 2_000;
const LONGEST_MILLIS = 15_000;
const MOST_ENTITIES = 10_000;

const detail = new Detail();
const table = new EntityTable(choose);
let chosen = fromAddress();
let timer = 0;
let turns = 0;

/** The entity that the address names, so that links can lead to one. */
function fromAddress() {
  const given = new URLSearchParams(location.hash.slice(1));
  return { group: given.get('group'), entity: given.get('entity') };
}

function choose(entity) {
  chosen = { group: entity.group, entity: entity.entity };
  const address = `#${new URLSearchParams(chosen)}`;
  if (location.hash !== address) {
    history.replaceState(null, '', address);
  }
  document.title = `${entity.entity} – Kopula`;
  table.choose(entity);
  detail.choose(entity);
  refreshDetail();
}

async function refreshDetail() {
  try {
    await detail.refresh();
  } catch (failure) {
    showFailure(failure);
  }
}

async function refresh() {
  const [{ groups }, { entities }] = await Promise.all([
    get('api/v1/groups'),
    get('api/v1/entities', { limit: MOST_ENTITIES }),
  ]);
  showGroups(groups);
  table.update(entities);
  setText(byId('summary'), summaryOf(groups, entities.filter(isAnomalous).length, entities.filter(isQuiet).length));
  setText(byId('updated'), `as of ${clock(Date.now())}`);
  const known = table.find(chosen.group, chosen.entity);
  if (known !== undefined && detail.shows(known)) {
    detail.update(known);
    await detail.refresh();
  } else if (known !== undefined) {
    choose(known);
  } else if (chosen.group === null && table.first !== undefined) {
    choose(table.first);
  } else {
    detail.gone();
  }
  const shortestStep = Math.min(...groups.map((group) => group.stepSeconds * 1000), LONGEST_MILLIS);
  return Math.max(SHORTEST_MILLIS, shortestStep);
}

/**  failure null where all is well again */
function showFailure(failure) {
  if (failure?.name === 'AbortError' || failure?.code === 404) {
    return; // another entity was chosen, or this one has just gone
  }
  byId('failure').hidden = failure === null;
  if (failure !== null) {
    setText(byId('failure'), `Kopula does not answer: ${failure.message}. What is shown may be old.`);
  }
}

async function run() {
  clearTimeout(timer);
  const turn = ++turns;
  let wait = SHORTEST_MILLIS;
  try {
    wait = await refresh();
    showFailure(null);
  } catch (failure) {
    showFailure(failure);
  }
  if (turn === turns && !document.hidden) {
    timer = setTimeout(run, wait);
  }
}

document.addEventListener('visibilitychange', () => {
  if (!document.hidden) {
    run();
  }
});
addEventListener('hashchange', () => {
  chosen = fromAddress();
  const known = table.find(chosen.group, chosen.entity);
  if (known !== undefined) {
    choose(known);
  }
});
run();
