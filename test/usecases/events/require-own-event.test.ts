/** The right to an event. */
import { beforeEach, describe, expect, it } from 'vitest';
import { requireOwnEvent } from '../../../lib/usecases/events/require-own-event.ts';
import { callBy, openUseCases, person, type UseCases } from '../open-use-cases.ts';
import { ADMIN, ORGANIZER, publish, refusalOf } from '../sales.ts';

const NOT_FOUND = { code: 'event-not-found', details: {} };
let useCases: UseCases;
beforeEach(async () => {
  useCases = await openUseCases();
});

describe('the right to an event', () => {
  it('belongs to its organizer and every admin, and to no other organizer', async () => {
    const facts = await useCases.events.fresh(await publish(useCases));
    const refused = (caller: typeof ORGANIZER, of = facts) =>
      refusalOf(async () => requireOwnEvent(of, callBy(useCases, caller)));
    expect(requireOwnEvent(facts, callBy(useCases, ORGANIZER))).toBe(facts);
    expect(requireOwnEvent(facts, callBy(useCases, ADMIN))).toBe(facts);
    expect(await refused(person('organizer'))).toEqual({ code: 'not-your-event', details: {} });
    expect(await refusalOf(async () => requireOwnEvent(undefined, callBy(useCases, ADMIN)))).toEqual(NOT_FOUND);
  });
});
