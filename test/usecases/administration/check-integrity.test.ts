/**
 * The integrity check: it reports a violation only if two reads show it in the same rows.
 * test/service/administration/integrity.test.ts tests each kind of violation.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { VIOLATIONS_LISTED_MAX } from '../../../lib/domain/limits.ts';
import type { Seat } from '../../../lib/domain/model.ts';
import { checkIntegrity } from '../../../lib/usecases/administration/check-integrity.ts';
import { sweepLapsed } from '../../../lib/usecases/holds/sweep-lapsed.ts';
import { callBy, MINUTE, openUseCases, person, START, type UseCases } from '../open-use-cases.ts';
import { countCalls } from '../ports.ts';
import {
  ABSENT,
  ADMIN,
  iso,
  journal,
  ORGANIZER,
  paid,
  placed,
  publish,
  refusalOf,
  SEATED,
  standing,
} from '../sales.ts';

let useCases: UseCases;
let eventId: string;
let claims: { id: string }[];
beforeEach(async () => {
  useCases = await openUseCases();
  eventId = await publish(useCases, { sections: [SEATED, standing(60)], placesPerCustomerMax: 9 });
  const owner = person();
  const areas = [{ areaId: 'standing', quantity: 2 }];
  claims = [
    await paid(useCases, owner, await placed(useCases, owner, eventId, ['a/A-1'], { areas })),
    await placed(useCases, owner, eventId, ['a/A-2'], { areas }),
  ];
  await journal(useCases, ...claims);
  useCases.counted.length = 0;
});

const check = (by = ORGANIZER) => checkIntegrity(useCases, callBy(useCases, by), eventId);
/** Changes a seat as the next reads see it. */
const plant = (reads: number, change: (seat: Seat) => Seat): void => {
  const { readSeats } = useCases.store;
  let left = reads;
  useCases.store.readSeats = async facts => {
    const seats = await readSeats(facts);
    if (left-- <= 0) return seats;
    return new Map([...seats].map(([id, seat]) => [id, id === 'a/A-1' ? change(seat) : seat]));
  };
};
const freed = ({ seatId, changedAt }: Seat): Seat => ({ seatId, changedAt, status: 'available' });

describe('an event without faults', () => {
  it('is read once, with the number of rows that were checked', async () => {
    const reads = countCalls(useCases.store, 'readSeats');
    expect(await check()).toEqual({
      ok: true,
      checked: { seats: 10, buckets: 2, claims: 2, journalEntries: 5 },
      violations: [],
      asOf: iso(START),
    });
    expect(reads.calls).toBe(1);
    expect(useCases.counted).toEqual([]);
  });

  it('without any sale has no claims', async () => {
    eventId = await publish(useCases);
    expect(await check(ADMIN)).toMatchObject({ ok: true, checked: { seats: 10, buckets: 0, claims: 0 } });
  });

  it('includes claims that only its seats and buckets name, before the list has them', async () => {
    const hold = await placed(useCases, person(), eventId, ['a/A-3']);
    expect(await check()).toMatchObject({ ok: true, checked: { claims: 3, journalEntries: 5 } });
    await journal(useCases, hold);
    expect((await check()).checked.journalEntries).toBe(6);
  });
});

describe('a violation', () => {
  it('that two reads show is reported with its seat and its holds, and counted', async () => {
    plant(2, freed);
    const { ok, violations } = await check();
    expect(ok).toBe(false);
    expect(violations).toEqual([
      {
        kind: 'seat-lost',
        detail: expect.any(String),
        seatId: 'a/A-1',
        holdIds: [`hld_${claims[0]?.id.slice(4)}`],
      },
    ]);
    expect(useCases.counted).toEqual(['IntegrityViolations']);
  });

  it('that only the first read shows is not reported, because a sale went on in between', async () => {
    plant(1, freed);
    expect(await check()).toMatchObject({ ok: true, violations: [] });
    expect(useCases.counted).toEqual([]);
  });

  it('that the second read shows in other rows is not reported', async () => {
    let changedAt = START;
    plant(2, seat => ({ ...freed(seat), changedAt: changedAt++ }));
    expect(await check()).toMatchObject({ ok: true, violations: [] });
  });

  it('of an area is reported with the area', async () => {
    const { readBuckets } = useCases.store;
    useCases.store.readBuckets = async (...of) =>
      (await readBuckets(...of)).map(bucket => ({ ...bucket, available: bucket.available + 1 }));
    const { violations } = await check();
    expect(violations.map(({ kind, areaId }) => [kind, areaId])).toContainEqual(['area-off', 'standing']);
  });

  it('of the rules of a customer is found for claims that have a limit or a journey, and for no others', async () => {
    useCases.integrity.readLimits = async () => new Map();
    useCases.integrity.readItineraries = async customerIds => {
      expect(customerIds).toEqual([]);
      return new Map();
    };
    expect((await check()).violations).toMatchObject([{ kind: 'limit-off' }]);
    eventId = await publish(useCases, { kind: 'flight' });
    const owner = person();
    const booking = await paid(useCases, owner, await placed(useCases, owner, eventId, ['a/A-1']));
    await journal(useCases, booking);
    const holdIds = [`hld_${booking.id.slice(4)}`];
    const asked: string[][] = [];
    useCases.integrity.readItineraries = async customerIds => {
      asked.push(customerIds);
      return new Map();
    };
    expect((await check()).violations).toMatchObject([{ kind: 'itinerary-off', holdIds }]);
    expect(asked).toEqual([[owner.userId], [owner.userId]]);
  });

  it('is listed if it is among the first thousand, and all violations are counted', async () => {
    const rows = [{ row: 'A', count: VIOLATIONS_LISTED_MAX + 1 }];
    eventId = await publish(useCases, { sections: [{ ...SEATED, rows }] });
    useCases.store.readSeats = async () => new Map();
    const { violations } = await check();
    expect(violations).toHaveLength(VIOLATIONS_LISTED_MAX);
    expect(useCases.counted).toEqual([`IntegrityViolations ${VIOLATIONS_LISTED_MAX + 1}`]);
  });

  it('is a hold that the sweep has passed without expiring it', async () => {
    const now = START + 10 * MINUTE;
    useCases.now = now;
    expect((await check()).ok).toBe(true);
    const { endHold } = useCases.store;
    useCases.store.endHold = async () => ({ is: 'busy' });
    await sweepLapsed(useCases, { now, requestId: 'sweep' }, () => 1);
    useCases.store.endHold = endHold;
    expect((await check()).violations).toMatchObject([{ kind: 'hold-not-expired', holdIds: [claims[1]?.id] }]);
  });
});

describe('the right to check', () => {
  it('belongs to the organizer and every admin, for an event that exists', async () => {
    expect((await check(ADMIN)).ok).toBe(true);
    expect(await refusalOf(check(person('organizer')))).toEqual({
      code: 'not-your-event',
      details: { roles: ['owner', 'editor'] },
    });
    eventId = `evt_${ABSENT}`;
    expect(await refusalOf(check(ADMIN))).toEqual({ code: 'event-not-found', details: {} });
  });
});
