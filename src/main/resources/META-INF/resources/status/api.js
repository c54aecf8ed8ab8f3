// Reads the API: the envelope is taken off, a failure becomes an Error with the server's own words.

const TIMEOUT_MILLIS = 15_000;

/** @returns {Promise<object>} the data of the answer */
export async function get(path, parameters = {}, signal = undefined) {
  const query = new URLSearchParams(parameters).toString();
  const timeout = AbortSignal.timeout(TIMEOUT_MILLIS);
  const answer = await fetch(query === '' ? path : `${path}?${query}`, {
    headers: { accept: 'application/json' },
    cache: 'no-store',
    signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
  });
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok || body.status !== 'success') {
    const failure = new Error(body.error ?? `HTTP ${answer.status}`);
    failure.code = answer.status;
    throw failure;
  }
  return body.data;
}
