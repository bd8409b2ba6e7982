/** Steps with a hold that several personas share: placing, extending and releasing it. */
import type { Hold } from '../../../contract/holds/responses.ts';
import type { EventOnSale } from '../events-on-sale.ts';
import type { HoldRequest } from './hold-requests.ts';
import { sendUntilKnown, sendWithKey } from './retries.ts';
import { type CallStep, call, type Outcome, type PersonaWorld, type Steps } from './steps.ts';

type Parts = Pick<CallStep, 'as' | 'key' | 'timeoutMs'>;

export const placeHold = (world: PersonaWorld, { id }: EventOnSale, body: HoldRequest, parts: Parts = {}) =>
  sendWithKey(world, call('place-hold', { params: { eventId: id }, body, ...parts }));

export const extendHold = (world: PersonaWorld, { id }: Pick<Hold, 'id'>, parts: Parts = {}) =>
  sendWithKey(world, call('extend-hold', { params: { holdId: id }, ...parts }));

export const releaseHold = (world: PersonaWorld, { id }: Pick<Hold, 'id'>, parts: Parts = {}) =>
  sendUntilKnown(world, call('release-hold', { params: { holdId: id }, ...parts }));

/** The hold of an answer to place-hold; undefined if it was refused or is unknown. */
export const holdIn = ({ status, body }: Outcome): Hold | undefined => (status === 201 ? (body as Hold) : undefined);

/** Asks for places, and after a lost race for others, at most `tries` times. */
export function* holdAny(
  world: PersonaWorld,
  event: EventOnSale,
  choose: () => HoldRequest,
  { tries, between }: { tries: number; between: () => Steps },
): Steps<Hold | undefined> {
  for (let attempt = 1; attempt <= tries; attempt++) {
    const outcome = yield* placeHold(world, event, choose());
    const hold = holdIn(outcome);
    if (hold || outcome.status !== 409) return hold;
    yield* between();
  }
  return undefined;
}
