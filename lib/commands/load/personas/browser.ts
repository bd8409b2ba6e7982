/** Looks for an event, reads it, and looks at its seats a few times, as a page of a shop does. Never holds a place. */
import type { SeatMap } from '../../../contract/events/responses.ts';
import { happens, pick, type Random, wholeBetween } from './chance.ts';
import { call, type PersonaWorld, type Steps, wait } from './steps.ts';

export function* browser({ random, events }: PersonaWorld): Steps {
  yield call('list-events', { as: 'anonymous', query: searchOf(random), usesCache: true });
  const { id } = pick(random, events());
  const parts = { as: 'anonymous', params: { eventId: id } } as const;
  yield call('read-event', parts);
  let asOf: string | undefined;
  for (let looks = wholeBetween(random, 2, 6); looks > 0; looks--) {
    const since =
      asOf !== undefined && happens(random, 0.4) ? { query: { since: asOf } } : ({ usesCache: true } as const);
    const { status, body } = yield call('read-seats', { ...parts, ...since });
    if (status === 200) ({ asOf } = body as SeatMap);
    if (happens(random, 0.5)) yield call('read-availability', { ...parts, usesCache: true });
    yield wait(wholeBetween(random, 200, 1_500));
  }
}

function searchOf(random: Random): Record<string, string> {
  const searches = [{ q: 'Load' }, { kind: 'concert' }, { kind: 'train', limit: '50' }, { q: 'Load free' }];
  return pick<Record<string, string>>(random, searches);
}
