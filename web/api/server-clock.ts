/** The time of the service, from the `Date` header of its answers: the clock of a visitor may be wrong by minutes. */

/** Milliseconds to add to the clock of this device. */
let ahead = 0;

/** Learns from an answer that no cache may have kept: the browser's own says nothing of the age of an answer. */
export function learnTime(response: Response, askedAt: number): void {
  const date = Date.parse(response.headers.get('date') ?? '');
  const isKept = response.headers.has('age') || /max-age=[1-9]/.test(response.headers.get('cache-control') ?? '');
  if (Number.isNaN(date) || isKept || response.status === 304) return;
  // The header has whole seconds: on average the service is half a second further.
  const measured = date + 500 - (askedAt + Date.now()) / 2;
  // Small differences are those of the network. A countdown must not jump by them.
  if (Math.abs(measured - ahead) > 1_500) ahead = measured;
}

/** Epoch milliseconds. */
export const serverNow = (): number => Date.now() + ahead;
