/** A race for a seat: one winner, counted refusals, and the seat is available again. */
import { beforeEach, describe, expect, it } from 'vitest';
import { isDemoCustomer } from '../../../lib/domain/account.ts';
import { RACE_BUYERS_MAX } from '../../../lib/domain/limits.ts';
import { raceForSeat } from '../../../lib/usecases/demo/race-for-seat.ts';
import { callBy, HOUR, openUseCases, person, START, type UseCases } from '../open-use-cases.ts';
import { answerAlways, answerNext } from '../ports.ts';
import {
  ABSENT,
  ADMIN,
  BUSY,
  claimOf,
  EVENT_STARTS,
  ORGANIZER,
  placed,
  publish,
  refusalOf,
  SEATED,
  seatOf,
  standing,
} from '../sales.ts';

let useCases: UseCases;
let eventId: string;
beforeEach(async () => {
  useCases = await openUseCases();
  eventId = await publish(useCases, { sections: [SEATED, standing(10)] });
});
const race = (seatId = 'a/A-1', { buyers = 5, as = ORGANIZER, of = eventId } = {}) =>
  raceForSeat(useCases, callBy(useCases, as), { eventId: of, seatId, buyers });

describe('a race', () => {
  it.each([2, 17, RACE_BUYERS_MAX])(
    'of %i buyers has one winner, and each other buyer is refused the seat',
    async buyers => {
      const { winner, refused, ...result } = await race('a/A-1', { buyers });
      expect(result).toEqual({ eventId, seatId: 'a/A-1', buyers, durationMs: 0, isReleased: true });
      expect(refused).toEqual([{ code: 'seats-unavailable', count: buyers - 1 }]);
      const claim = await claimOf(useCases, { id: winner.holdId });
      expect([isDemoCustomer(winner.customerId), claim.ownerId]).toEqual([true, winner.customerId]);
      expect(useCases.counted.filter(metric => metric.startsWith('HoldsPlaced'))).toHaveLength(1);
    },
  );

  it('leaves the seat available, and the hold of the winner released', async () => {
    const { winner } = await race();
    expect((await seatOf(useCases, eventId, 'a/A-1'))?.status).toBe('available');
    expect((await claimOf(useCases, { id: winner.holdId })).status).toBe('released');
    expect((await placed(useCases, person(), eventId, ['a/A-1'])).status).toBe('active');
  });

  it('may be repeated, and by an admin', async () => {
    const [first, second] = [await race(), await race('a/A-1', { as: ADMIN })];
    expect(first.winner.holdId).not.toBe(second.winner.holdId);
  });

  it('counts the buyers that the database could not answer', async () => {
    answerNext(useCases.store, 'placeHold', { is: 'busy' });
    const { refused } = await race('a/A-1', { buyers: 3 });
    expect(refused.toSorted((a, b) => a.code.localeCompare(b.code))).toEqual([
      { code: 'busy', count: 1 },
      { code: 'seats-unavailable', count: 1 },
    ]);
  });

  it('says so if the hold of the winner could not be released', async () => {
    answerAlways(useCases.store, 'endHold', { is: 'busy' });
    const { winner, isReleased } = await race();
    expect([isReleased, (await claimOf(useCases, { id: winner.holdId })).status]).toEqual([false, 'active']);
  });

  it('with two winners is a bug', async () => {
    answerAlways(useCases.store, 'placeHold', { is: 'placed' });
    await expect(race('a/A-1', { buyers: 2 })).rejects.toThrow('the seat was given to 2 buyers');
  });
});

describe('a race is refused', () => {
  it('for an absent event and for the event of another organizer', async () => {
    expect((await refusalOf(race('a/A-1', { of: `evt_${ABSENT}` }))).code).toBe('event-not-found');
    const refused = { code: 'not-your-event', details: { roles: ['owner', 'editor'] } };
    expect(await refusalOf(race('a/A-1', { as: person('organizer') }))).toEqual(refused);
    expect(await refusalOf(race('a/A-1', { as: person() }))).toEqual(refused);
    expect((await seatOf(useCases, eventId, 'a/A-1'))?.status ?? 'available').toBe('available');
  });

  it.each(['a/Z-99', 'standing', 'standing/1', 'x'])('for %s, which is no seat of the event', async seatId => {
    expect(await refusalOf(race(seatId))).toEqual({
      code: 'place-not-found',
      details: { seatIds: [seatId], areaIds: [] },
    });
  });

  it('for a seat that is taken, with the reason and until when', async () => {
    await placed(useCases, person(), eventId, ['a/A-1']);
    const { code, details } = await refusalOf(race());
    expect(code).toBe('seats-unavailable');
    expect(details).toMatchObject({ conflicts: [{ seatId: 'a/A-1', reason: 'held' }] });
  });

  it('after the sales', async () => {
    useCases.now = EVENT_STARTS + HOUR;
    expect((await refusalOf(race())).code).toBe('sales-not-open');
    useCases.now = START;
  });

  it('if all buyers find the database busy', async () => {
    answerAlways(useCases.store, 'placeHold', { is: 'busy' });
    expect(await refusalOf(race())).toEqual(BUSY);
  });
});
