// Numbers, times and names as people read them.

const SUFFIXES = [[1e12, 'T'], [1e9, 'G'], [1e6, 'M'], [1e4, 'k', 1e3]];
const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

/** Three digits, with a suffix from ten thousand on; a dash for what is unknown. */
export function number(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) {
    return '–';
  }
  const size = Math.abs(value);
  for (const [from, suffix, unit = from] of SUFFIXES) {
    if (size >= from) {
      return digits(value / unit) + suffix;
    }
  }
  return size !== 0 && size < 1e-3 ? value.toExponential(1) : digits(value);
}

function digits(value) {
  const size = Math.abs(value);
  const decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  return value.toFixed(decimals);
}

export function score(value) {
  return value === undefined || value === null ? '–' : value.toFixed(2);
}

export function percent(share) {
  return `${Math.round(100 * share)} %`;
}

export function clock(millis) {
  return CLOCK.format(new Date(millis));
}

/** With the day where that is not today. */
export function moment(millis, now = Date.now()) {
  const day = DAY.format(new Date(millis));
  return day === DAY.format(new Date(now)) ? clock(millis) : `${day} ${clock(millis)}`;
}

/** An entity's labels without PromQL's punctuation; its group where it has none. */
export function name(entity) {
  const values = Object.values(entity.labels);
  return values.length === 0 ? entity.group : values.join(' / ');
}

export function plural(count, one, many) {
  return `${count} ${count === 1 ? one : many}`;
}
