// A card for each group: state, model, cycle, last error.

import { byId, element, setChildren, setClass, setText } from './dom.js';
import { moment, percent, plural } from './format.js';

const cards = new Map();

export function showGroups(groups) {
  for (const gone of [...cards.keys()].filter((name) => !groups.some((each) => each.name === name))) {
    cards.delete(gone);
  }
  setChildren(byId('groups'), groups.map(cardOf));
}

function cardOf(group) {
  let card = cards.get(group.name);
  if (card === undefined) {
    card = element('article', 'group');
    const title = element('h3');
    title.append(element('span', '', group.name), element('span'));
    card.append(title, element('dl'));
    cards.set(group.name, card);
  }
  const state = card.querySelector('h3').lastElementChild;
  setText(state, group.state);
  setClass(state, `state ${group.state}`);
  const facts = card.querySelector('dl');
  const nodes = factsOf(group).flatMap(([term, text, className = '']) => {
    const known = facts.querySelector(`dd[data-term="${term}"]`);
    const value = known ?? element('dd');
    value.dataset.term = term;
    setText(value, text);
    setClass(value, className);
    return [known?.previousElementSibling ?? element('dt', '', term), value];
  });
  setChildren(facts, nodes);
  return card;
}

function factsOf(group) {
  const counts = Object.entries(group.entities).filter(([, count]) => count > 0);
  return [
    ['entities', counts.map(([state, count]) => `${count} ${state.replace('_', ' ')}`).join(', ') || 'none yet'],
    ['variables', `${group.variables.length}, a step every ${group.stepSeconds} s`],
    ['model', group.model ? `${group.model.version}, fitted ${moment(Date.parse(group.model.fittedAt))}` : 'none yet'],
    group.fit && ['fit', `${group.fit.phase}, ${percent(group.fit.fraction)}`],
    ['source', group.sourceAvailable ? 'answers' : 'does not answer', group.sourceAvailable ? '' : 'error'],
    ['last cycle', group.lastCycle ? moment(Date.parse(group.lastCycle)) : 'none yet'],
    group.maintenance !== undefined && ['maintenance', group.maintenance],
    ['last error', group.lastError ?? 'none', group.lastError ? 'error' : ''],
  ].filter(Boolean);
}

/** One sentence about all of it, read aloud where it changes. */
export function summaryOf(groups, anomalous, quiet = 0) {
  if (groups.length === 0) {
    return 'No configuration has been read yet';
  }
  const total = (state) => groups.reduce((sum, each) => sum + (each.entities[state] ?? 0), 0);
  const scored = plural(total('scored'), 'entity', 'entities');
  const ill = groups.filter((each) => each.state === 'degraded').map((each) => each.name);
  return [
    anomalous === 0 ? `${quiet === 0 ? 'All normal' : 'No alarm'}: ${scored} scored` : `${anomalous} anomalous of ${scored} scored`,
    quiet > 0 && `${quiet} quiet`,
    total('learning') > 0 && `${total('learning')} learning`,
    ill.length > 0 && `degraded: ${ill.join(', ')}`,
  ].filter(Boolean).join('; ');
}
