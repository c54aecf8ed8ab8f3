// A history on a whole grid: steps without a score become null, so that gaps show as gaps.

/** Steps on the grid at most: a gap of days would be endless. */
const MOST_STEPS = 2_000;

export function onGrid(history) {
  const stepMillis = history.stepSeconds * 1000;
  const given = history.times.map((time) => Date.parse(time));
  const last = given.at(-1) ?? 0;
  const from = Math.max(given[0] ?? 0, last - (MOST_STEPS - 1) * stepMillis);
  const length = given.length === 0 ? 0 : Math.round((last - from) / stepMillis) + 1;
  const places = given.map((time) => Math.round((time - from) / stepMillis));
  const column = (values) => {
    const filled = new Array(length).fill(null);
    places.forEach((place, index) => {
      if (place >= 0) {
        filled[place] = values[index];
      }
    });
    return filled;
  };
  const variables = history.variables.map((each) => {
    const marginal = column(each.marginal);
    const dependence = column(each.dependence);
    return {
      name: each.variable,
      marginal,
      dependence,
      total: marginal.map((part, step) => (part === null ? null : part + (dependence[step] ?? 0))),
      value: column(each.value),
      median: column(each.median),
      lower: column(each.lower),
      upper: column(each.upper),
    };
  });
  return {
    stepMillis,
    threshold: history.threshold,
    times: Array.from({ length }, (_, step) => from + step * stepMillis),
    scores: column(history.scores),
    relations: column(history.relations),
    variables,
  };
}

/** What is odd about a variable at a step, the largest contribution first. */
export function blame(series, step) {
  const high = Math.max(series.scores[step] ?? 0, series.relations[step] ?? 0);
  return series.variables
    .map((variable) => ({
      name: variable.name,
      marginal: variable.marginal[step] ?? 0,
      dependence: variable.dependence[step] ?? 0,
      share: high > 0 ? (variable.total[step] ?? 0) / high : 0,
      value: variable.value[step],
      median: variable.median[step],
      lower: variable.lower[step],
      upper: variable.upper[step],
    }))
    .sort((a, b) => b.share - a.share);
}
