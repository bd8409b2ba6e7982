/**
 * Each condition of buckets on DynamoDB Local, with a write that is based on an old read: the write is refused, and each
 * place of the bucket stays in exactly one state (P1, P2, P4, P5).
 */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Event } from '../../lib/contract/events/responses.ts';
import { confirmBooking, endHold, extendHold, type Origin } from '../../lib/domain/claim-changes.ts';
import type { Bucket, BucketShare, Claim } from '../../lib/domain/model.ts';
import { initiatePayment } from '../../lib/domain/payment-changes.ts';
import type { IdempotencyClaim, Store } from '../../lib/ports/store.ts';
import { allocateFromBucket } from '../../lib/table/claims/allocate-from-bucket.ts';
import { bucketOf } from '../../lib/table/events/place-rows.ts';
import { type Sent, transact } from '../../lib/table/transact.ts';
import { bucketsOf, holdPlaces, newKey, openWorld, type Person, publishArea, type World } from '../support/world.ts';

let world: World;
let event: Event;
let alice: Person;
let store: Store;

beforeEach(async () => {
  world = await openWorld();
  event = await publishArea(world, 10, { holdSeconds: 60 });
  alice = await world.person();
  store = world.service.dependencies.store;
});

const held = async (quantity: number, on = event): Promise<Claim> => {
  const { status, body } = await holdPlaces(world, alice, on, quantity);
  expect(status).toBe(201);
  world.now += 1;
  return world.claimOf(body);
};
const bucket = async (number = 0): Promise<Bucket> => {
  const found = (await bucketsOf(world, event))[number];
  if (!found) throw new Error(`there is no bucket ${number}`);
  return found;
};
/** Takes places from the bucket, based on the read `seen`. */
const take = (quantity: number, seen?: Bucket, id = newKey()): Promise<Sent> => {
  const claim = { id, eventId: event.id, createdAt: world.now, expiresAt: world.now + 60_000 };
  const Update = allocateFromBucket(world.table.name, claim, 'standing', { bucket: 0, quantity }, seen);
  return transact(world.table, [{ Update }], { idempotencyFirst: false });
};
const expectAddedUp = async (): Promise<void> => {
  for (const { capacity, available, booked, blocked, claims } of await bucketsOf(world, event)) {
    const claimed = Object.values(claims).reduce((sum, { quantity }) => sum + quantity, 0);
    expect([available >= 0, available + booked + blocked + claimed]).toEqual([true, capacity]);
  }
};
/** The attempt is refused, the reason has the bucket as it is, and nothing changes. */
async function expectRefused(attempt: () => Promise<Sent>): Promise<void> {
  const before = await bucket();
  const sent = await attempt();
  expect(sent.is).toBe('refused');
  const row = sent.is === 'refused' ? sent.reasons[0]?.row : undefined;
  expect(row && bucketOf(row)).toEqual(before);
  expect(await bucket()).toEqual(before);
  await expectAddedUp();
}

const origin = (): Origin => ({ at: world.now, actor: 'system', requestId: newKey() });
const key = (): IdempotencyClaim => ({ callerId: alice.userId, key: newKey(), operation: 'test', fingerprint: 'f' });
const confirm = async (claim: Claim) => {
  const facts = await store.readEvent(event.id);
  if (!facts) throw new Error('the event is gone');
  return store.confirmBooking(claim, confirmBooking(claim, facts.event, undefined, origin()));
};
const extend = (claim: Claim, expiresAt = claim.expiresAt + 30_000) =>
  store.extendHold(claim, extendHold(claim, expiresAt, origin()), key(), 'a');

describe('taking from a bucket', () => {
  it('takes its last place, and no place more', async () => {
    await held(7);
    await expectRefused(() => take(4));
    expect((await take(3)).is).toBe('committed');
    expect(await bucket()).toMatchObject({ available: 0, freed: 0 });
    await expectAddedUp();
    await expectRefused(() => take(1));
  });

  it('does not take places twice for one claim', async () => {
    expect((await take(2, undefined, 'mine')).is).toBe('committed');
    await expectRefused(() => take(3, undefined, 'mine'));
  });

  it('also takes the places of as many lapsed claims as needed, and counts these places as freed', async () => {
    const [small, large] = [await held(2), await held(5)];
    world.now = large.expiresAt;
    expect((await take(6, await bucket(), 'mine')).is).toBe('committed');
    expect(await bucket()).toMatchObject({ available: 2, freed: 5 });
    expect(Object.keys((await bucket()).claims).sort()).toEqual([small.id, 'mine'].sort());
    await expectAddedUp();
    expect((await take(4, await bucket(), 'other')).is).toBe('committed');
    expect(await bucket()).toMatchObject({ available: 0, freed: 7 });
    await expectAddedUp();
    await expectRefused(async () => take(1, await bucket()));
  });

  it('takes no place of a claim before the exact millisecond of its deadline', async () => {
    const claim = await held(8);
    world.now = claim.expiresAt - 1;
    await expectRefused(async () => take(3, await bucket()));
    world.now += 1;
    expect((await take(3, await bucket())).is).toBe('committed');
    await expectAddedUp();
  });

  describe('from a claim that was lapsed when it was read', () => {
    let claim: Claim;
    let seen: Bucket;
    beforeEach(async () => {
      claim = await held(8);
      world.now = claim.expiresAt;
      seen = await bucket();
    });

    it('is refused if the claim was extended since', async () => {
      // A payment that began in time can move the deadline; here a clock that is behind does.
      world.now -= 1;
      expect((await extend(claim)).is).toBe('done');
      world.now += 1;
      await expectRefused(() => take(5, seen));
    });

    it('is refused if the claim was booked since', async () => {
      world.now -= 1;
      expect((await confirm(claim)).is).toBe('done');
      world.now += 1;
      await expectRefused(() => take(5, seen));
    });

    it.each(['released', 'expired'] as const)(
      'is refused if the claim was %s since, and after another read takes available places',
      async how => {
        world.now -= how === 'released' ? 1 : 0;
        expect((await store.endHold(claim, endHold(how, origin()))).is).toBe('done');
        world.now = claim.expiresAt;
        await expectRefused(() => take(5, seen));
        expect((await take(5, await bucket())).is).toBe('committed');
        expect(await bucket()).toMatchObject({ available: 5, freed: 8 });
        await expectAddedUp();
      },
    );

    it('is refused if another claim has taken its places', async () => {
      expect((await take(9, seen)).is).toBe('committed');
      await expectRefused(() => take(9, seen));
      // One place is left, which is too few without the places of the lapsed claim.
      await expectRefused(() => take(3, seen));
    });
  });
});

describe('a share in a bucket', () => {
  const changes: [string, (claim: Claim) => Promise<{ is: string }>, Partial<Bucket>][] = [
    ['released', claim => store.endHold(claim, endHold('released', origin())), { available: 10, freed: 4, booked: 0 }],
    ['booked', confirm, { available: 6, freed: 0, booked: 4 }],
    ['extended', claim => extend(claim), { available: 6, freed: 0, booked: 0 }],
  ];

  it.each(changes)('can be %s once', async (_name, change, expected) => {
    const claim = await held(4);
    expect((await change(claim)).is).toBe('done');
    expect(await bucket()).toMatchObject(expected);
    await expectAddedUp();
    expect((await change(claim)).is).toBe('stale');
    expect(await bucket()).toMatchObject(expected);
  });

  it('can expire once', async () => {
    const claim = await held(4);
    world.now = claim.expiresAt;
    const expire = () => store.endHold(claim, endHold('expired', origin()));
    expect([(await expire()).is, (await expire()).is]).toEqual(['done', 'stale']);
    expect(await bucket()).toMatchObject({ available: 10, freed: 4, claims: {} });
  });

  it('has the new deadline in its bucket if a payment moved it', async () => {
    const claim = await held(4);
    const expiresAt = claim.expiresAt + 5_000;
    const intent = initiatePayment(claim, 'm', { number: 1, movedExpiresAt: expiresAt }, origin());
    expect((await store.initiatePayment(claim, intent, key())).is).toBe('done');
    expect((await bucket()).claims[claim.id]).toEqual({ quantity: 4, expiresAt });
  });

  it.each(changes.filter(([name]) => name !== 'released'))(
    'cannot be %s if another claim has taken it after it lapsed, and neither can the rest of its claim',
    async (_name, change) => {
      const [claim, other] = await heldInTwo();
      // The clock of the other claim is ahead: by our clock the first claim has not lapsed.
      await takenAhead(claim, other);
      const before = await bucketsOf(world, event);
      expect(await change(claim)).toMatchObject({
        is: 'places-gone',
        places: { shares: [{ areaId: 'standing', ...other }] },
      });
      expect(await bucketsOf(world, event)).toEqual(before);
      expect(await store.readClaim(claim.id)).toEqual(claim);
      await expectAddedUp();
    },
  );

  it.each(['released', 'expired'] as const)(
    'stays with another claim that has taken it after it lapsed, when the rest is %s',
    async how => {
      const [claim, other] = await heldInTwo();
      await takenAhead(claim, other);
      if (how === 'expired') world.now = claim.expiresAt;
      const before = await bucketsOf(world, event);
      expect((await store.endHold(claim, endHold(how, origin()))).is).toBe('done');
      const after = await bucketsOf(world, event);
      expect(after[other.bucket]).toEqual(before[other.bucket]);
      const rest = placesIn(claim).find(({ bucket: number }) => number !== other.bucket);
      expect(after[rest?.bucket ?? -1]?.claims).toEqual({});
      expect((await store.readClaim(claim.id))?.history.at(-1)?.touched).toEqual({
        seatIds: [],
        shares: [{ areaId: 'standing', ...rest }],
      });
      await expectAddedUp();
    },
  );

  const placesIn = (claim: Claim): BucketShare[] =>
    claim.places.flatMap(place => ('areaId' in place ? place.shares : []));

  /** A claim with shares in two buckets, and the share that it will lose. */
  async function heldInTwo(): Promise<[Claim, BucketShare]> {
    event = await publishArea(world, 60, { holdSeconds: 60, placesPerHoldMax: 40 });
    const claim = await held(40);
    const [first, second] = placesIn(claim);
    if (!first || !second) throw new Error('the claim has only one share');
    return [claim, second];
  }

  async function takenAhead({ expiresAt }: Claim, { bucket: number, quantity }: BucketShare): Promise<void> {
    const seen = await bucket(number);
    const claim = { id: newKey(), eventId: event.id, createdAt: expiresAt, expiresAt: expiresAt + 60_000 };
    const Update = allocateFromBucket(
      world.table.name,
      claim,
      'standing',
      { bucket: number, quantity },
      { ...seen, available: 0 },
    );
    expect((await transact(world.table, [{ Update }], { idempotencyFirst: false })).is).toBe('committed');
  }
});
