// The table that says why, and what /api/v1/explain adds to it.

import { byId, element, setChildren } from './dom.js';
import { clock, number, percent, score } from './format.js';

const MOST_PAIRS = 5;
/** Contributions below this share of the score explain nothing. */
const LEAST_SHARE = 0.02;
const SVG = 'http://www.w3.org/2000/svg';

/** What kinds of incident are called; docs/model.md says how they are told apart. */
const KINDS = {
  level: 'the level has moved',
  spike: 'a short peak',
  dependence: 'variables no longer go together',
  timing: 'the usual at an unusual time',
  flat: 'a variable stands still',
  unclear: 'of no clear kind',
};

/** How two variables move now, against what is usual. */
const MOVEMENTS = {
  together: 'now move together',
  opposite: 'now move opposite ways',
  alone: 'part: one moves, the other does not',
  out_of_proportion: 'move together, but out of proportion',
};

export function showWhy(series, step, blamed) {
  const high = Math.max(series.scores[step] ?? 0, series.relations[step] ?? 0);
  const culprits = blamed.filter((each) => each.share >= LEAST_SHARE);
  const lead = byId('why-lead');
  const text = leadOf(series, step, high, culprits[0]);
  if (lead.textContent !== text) {
    lead.textContent = text;
  }
  setChildren(byId('why').tBodies[0], culprits.map(row));
}

function leadOf(series, step, high, first) {
  const when = clock(series.times[step]);
  const values = `score ${score(series.scores[step])}, relations ${score(series.relations[step])}`;
  if (series.scores[step] === null) {
    return `No score at ${when}.`;
  }
  if (first === undefined) {
    return `At ${when}: ${values}. Nothing stands out.`;
  }
  return high > series.threshold
    ? `At ${when}: ${values}. Most of it is ${first.name} (${percent(first.share)}): ${odd(first)}.`
    : `At ${when}: ${values}, which is normal. Shares of what little there is:`;
}

export function odd({ marginal, dependence }) {
  return dependence > marginal ? 'no longer fits the others' : 'unusual value';
}

function row(variable) {
  const made = document.createElement('tr');
  const title = element('th', '', variable.name);
  title.scope = 'row';
  const share = element('td');
  const bar = element('span', 'share');
  bar.append(barOf(variable), element('span', '', percent(variable.share)));
  share.append(bar);
  made.append(
    title,
    share,
    element('td', '', odd(variable)),
    element('td', 'number', number(variable.value)),
    element('td', 'number', number(variable.median)),
    element('td', 'number', `${number(variable.lower)} – ${number(variable.upper)}`),
  );
  return made;
}

/** The share as a bar, split into its two parts. */
function barOf({ share, marginal, dependence }) {
  const bar = document.createElementNS(SVG, 'svg');
  bar.setAttribute('viewBox', '0 0 100 10');
  bar.setAttribute('preserveAspectRatio', 'none');
  bar.setAttribute('aria-hidden', 'true');
  const positive = Math.max(0, marginal) + Math.max(0, dependence);
  const width = 100 * Math.min(1, Math.max(0, share));
  const part = positive > 0 ? Math.max(0, dependence) / positive : 0;
  const first = width * part; // in this order it is never wider than the whole
  const parts = [['back', 0, 100], ['dependence', 0, first], ['marginal', first, width - first]];
  for (const [className, x, length] of parts) {
    const rect = document.createElementNS(SVG, 'rect');
    rect.setAttribute('class', className);
    rect.setAttribute('x', String(x));
    rect.setAttribute('width', String(length));
    rect.setAttribute('height', '10');
    bar.append(rect);
  }
  return bar;
}

/** @param explanation data of /api/v1/explain, null where there is none */
export function showExplanation(explanation) {
  const lines = explanation === null ? [] : explanationLines(explanation);
  const place = byId('explanation');
  place.hidden = lines.length === 0;
  setChildren(place, lines);
}

function explanationLines(explanation) {
  const lines = [];
  if (explanation.kind) {
    const words = KINDS[explanation.kind];
    lines.push(element('p', 'kind', `Kind: ${explanation.kind}${words ? `, ${words}` : ''}`));
  }
  const pairs = pairsOf(explanation.interpretation ?? []);
  if (pairs.length > 0) {
    lines.push(element('p', '', 'Broken relations:'));
    const list = element('ul', 'pairs');
    list.append(...pairs.map((pair) => element('li', '', pairText(pair))));
    lines.push(list);
  }
  return lines;
}

/** Each pair once, those that deviate most first. */
function pairsOf(interpretation) {
  const pairs = new Map();
  for (const { variable, correlationChanges = [] } of interpretation) {
    for (const change of correlationChanges) {
      const key = [variable, change.variable].sort().join('\n');
      if (!pairs.has(key)) {
        pairs.set(key, { ...change, of: variable });
      }
    }
  }
  const size = (pair) => Math.abs(pair.deviation ?? 0);
  return [...pairs.values()].sort((a, b) => size(b) - size(a)).slice(0, MOST_PAIRS);
}

function pairText({ of, variable, movement, usualCorrelation }) {
  const usual = Number.isFinite(usualCorrelation) ? ` (usual correlation ${usualCorrelation.toFixed(2)})` : '';
  const how = MOVEMENTS[movement] ?? movement;
  return `${of} and ${variable} ${how}${usual}`;
}
