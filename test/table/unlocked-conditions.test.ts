/**
 * The conditions of seats that a code unlocks: a hold takes such a seat from the organizer's block, every end of the claim gives it back,
 * and the row and the claim agree about it, whatever the organizer does meanwhile (P1, P2, P5).
 */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Event } from '../../lib/contract/events/responses.ts';
import { cancelBooking, confirmBooking, endHold, extendHold, type Origin } from '../../lib/domain/claim-changes.ts';
import { NO_EDIT } from '../../lib/domain/event-edits.ts';
import type { EditJob, LeasedEdit } from '../../lib/domain/event-jobs.ts';
import type { Claim, EventFacts, Seat, SeatedSection } from '../../lib/domain/model.ts';
import { initiatePayment } from '../../lib/domain/payment-changes.ts';
import { indexClaims, seatViolations } from '../../lib/domain/place-integrity.ts';
import type { EventEdits } from '../../lib/ports/event-edits.ts';
import type { IdempotencyClaim, PlaceHoldOutcome, Store } from '../../lib/ports/store.ts';
import { setBlockedBy } from '../support/blocks.ts';
import { expectJournalGivesPlaces, readEventRows } from '../support/edits.ts';
import { hidingReasons } from '../support/hidden-reasons.ts';
import { edit, hold, newKey, openWorld, type Person, publish, type World } from '../support/world.ts';

const BLOCKED = 'a/A-1';
const OTHER = 'a/A-2';
const ON_SALE = 'a/A-3';
const BLOCKS = [{ seats: ['A-1', 'A-2'], note: 'press' }];

let world: World;
let event: Event;
let published: EventFacts;
let organizer: Person;
let alice: Person;
let store: Store;
let edits: EventEdits;
let template: Claim;

beforeEach(async () => {
  world = await openWorld();
  organizer = await world.person('organizer');
  event = await publish(
    world,
    {
      sections: [
        {
          id: 'a',
          name: 'A',
          kind: 'seated',
          price: 1,
          rows: [
            { row: 'A', count: 6 },
            { row: 'B', count: 9 },
          ],
          blocks: BLOCKS,
        },
      ],
      holdSeconds: 60,
    },
    organizer,
  );
  alice = await world.person();
  store = world.service.dependencies.store;
  edits = world.service.dependencies.edits;
  const facts = (await store.readEvent(event.id)) as EventFacts;
  // The stored layout does not repeat the blocks, because the rows of the seats say which of them are blocked.
  published = { ...facts, sections: facts.sections.map(section => ({ ...section, blocks: BLOCKS }) as SeatedSection) };
  const { body } = await hold(world, alice, event, ['a/A-6']);
  template = await world.claimOf(body);
  world.now += 1;
});

const key = (): IdempotencyClaim => ({ callerId: alice.userId, key: newKey(), operation: 'test', fingerprint: 'f' });
const origin = (at = world.now): Origin => ({ at, actor: 'system', requestId: newKey() });
const seat = async (seatId = BLOCKED): Promise<Seat | undefined> => (await edits.readSeatsById(event.id, [seatId]))[0];
const isUnlockedIn = ({ places }: Claim): (string | undefined)[] =>
  places.map(place => ('isUnlocked' in place && place.isUnlocked ? place.seatId : undefined));
const KEPT = { status: 'blocked', blockedBy: 'organizer', note: 'press' };

/** The proposal of a hold whose code may unlock all of these seats. */
const proposal = (...seatIds: string[]): Claim => ({
  ...template,
  id: world.service.dependencies.ids.next(),
  places: seatIds.map(seatId => ({ seatId, price: 1, isUnlocked: true })),
  total: seatIds.length,
  sale: { code: { id: 'VIP', counterId: 'code:1' } },
  createdAt: world.now,
  expiresAt: world.now + 60_000,
  maxExpiresAt: world.now + 120_000,
  history: [{ ...origin(), action: 'hold.placed', to: 'active', expiresAt: world.now + 60_000 }],
});
const place = (claim: Claim): Promise<PlaceHoldOutcome> => store.placeHold(claim, key(), newKey(), []);
async function unlocked(...seatIds: string[]): Promise<Claim> {
  const claim = proposal(...seatIds);
  expect(await place(claim)).toEqual({ is: 'placed' });
  world.now += 1;
  return stored(claim);
}
const stored = async ({ id }: Claim): Promise<Claim> => (await store.readClaim(id)) as Claim;
const free = (claim: Claim) => store.endHold(claim, endHold('released', origin()));
const confirmed = async (claim: Claim): Promise<Claim> => {
  const change = confirmBooking(claim, published.event, undefined, origin());
  expect(await store.confirmBooking(claim, change)).toEqual({ is: 'done' });
  return stored(claim);
};
const expectJournalIsRight = async () =>
  expectJournalGivesPlaces(published, await readEventRows(world, event), world.now);

async function leasedEdit(changes: Partial<EditJob['edit']> = {}): Promise<LeasedEdit> {
  const job: EditJob = {
    does: 'edit',
    id: `edt_${newKey()}`,
    edit: { ...NO_EDIT, ...changes },
    digest: 'd',
    origin: origin(),
  };
  const lease = { now: world.now, leaseOf: newKey(), entries: await edits.readEntries(event.id) };
  return (await edits.begin(event.id, job, lease)) as LeasedEdit;
}

describe('a hold whose code unlocks a seat', () => {
  it('takes it from the block of the organizer, whose row keeps the owner and the note', async () => {
    const claim = await unlocked(BLOCKED);
    expect(await seat()).toMatchObject({ ...KEPT, status: 'held', claimId: claim.id, holdExpiresAt: claim.expiresAt });
    expect(isUnlockedIn(claim)).toEqual([BLOCKED]);
    await expectJournalIsRight();
  });

  it('takes a seat that is on sale like any other: it goes back on sale', async () => {
    const claim = await unlocked(BLOCKED, ON_SALE);
    expect(isUnlockedIn(claim)).toEqual([BLOCKED, undefined]);
    expect(await seat(ON_SALE)).toEqual({
      seatId: ON_SALE,
      status: 'held',
      claimId: claim.id,
      holdExpiresAt: claim.expiresAt,
      changedAt: expect.any(Number),
    });
    expect((await free(claim)).is).toBe('done');
    expect([await seat(), (await seat(ON_SALE))?.status]).toEqual([expect.objectContaining(KEPT), 'available']);
    await expectJournalIsRight();
  });

  it('takes many seats that are on sale, although DynamoDB names one reason of each refusal', async () => {
    world.faults.wrap(hidingReasons);
    const seatIds = Array.from({ length: 9 }, (_, i) => `a/B-${i + 1}`);
    const claim = proposal(BLOCKED, OTHER, ...seatIds);
    expect(await place(claim)).toEqual({ is: 'placed' });
    expect(isUnlockedIn(await stored(claim)).filter(seatId => seatId !== undefined)).toEqual([BLOCKED, OTHER]);
    expect((await seat('a/B-9'))?.blockedBy).toBeUndefined();
    await expectJournalIsRight();
  });

  it.each(['edt_closing', 'organizer:edt_removing'])('never takes it from the block of %s', async owner => {
    await setBlockedBy(world, event, BLOCKED, owner);
    expect(await place(proposal(BLOCKED))).toEqual({
      is: 'taken',
      conflicts: [{ seatId: BLOCKED, reason: 'blocked' }],
    });
    expect(await seat()).toMatchObject({ status: 'blocked', blockedBy: owner });
  });

  it('loses against another hold with the code, until that one has lapsed', async () => {
    const first = await unlocked(BLOCKED);
    const second = proposal(BLOCKED);
    expect(await place(second)).toEqual({
      is: 'taken',
      conflicts: [{ seatId: BLOCKED, reason: 'held', until: first.expiresAt }],
    });
    world.now = first.expiresAt;
    const third = await unlocked(BLOCKED);
    expect(await seat()).toMatchObject({ ...KEPT, status: 'held', claimId: third.id });
    expect(isUnlockedIn(third)).toEqual([BLOCKED]);
    // The sweep ends the first hold, and does not touch the seat (P5).
    expect((await store.endHold(first, endHold('expired', origin()))).is).toBe('done');
    expect(await seat()).toMatchObject({ ...KEPT, status: 'held', claimId: third.id });
    await expectJournalIsRight();
  });

  it('is won by exactly one of many holders of the code', async () => {
    const claims = Array.from({ length: 12 }, () => proposal(BLOCKED, OTHER));
    const outcomes = await Promise.all(claims.map(place));
    expect(outcomes.filter(({ is }) => is === 'placed')).toHaveLength(1);
    expect(outcomes.filter(({ is }) => is === 'taken')).toHaveLength(11);
  });
});

describe('a buyer without the code', () => {
  it('cannot hold the seat of a lapsed hold: it is blocked again', async () => {
    const claim = await unlocked(BLOCKED);
    world.now = claim.expiresAt;
    const { status, body } = await hold(world, alice, event, [BLOCKED]);
    expect([status, body]).toMatchObject([409, { code: 'seats-unavailable', conflicts: [{ reason: 'blocked' }] }]);
    expect((await seat())?.claimId).toBe(claim.id);
    const map = await world.invoke('read-seats', { params: { eventId: event.id }, query: { fresh: 'true' } });
    expect(JSON.stringify(map.body)).toContain('"seatId":"a/A-1","label":"A-1","number":"1","status":"blocked"');
    const counts = await world.invoke('read-availability', { params: { eventId: event.id }, query: { fresh: 'true' } });
    expect(counts.body).toMatchObject({ blocked: 2, held: 0, booked: 0 });
  });

  it('is not offered it as the best one', async () => {
    const claim = await unlocked(BLOCKED, OTHER);
    world.now = claim.expiresAt;
    const params = { eventId: event.id };
    for (let seats = 0; seats < 4; seats++) {
      const body = { bestAvailable: { quantity: 1 } };
      const best = await world.invoke('place-hold', { as: alice, key: newKey(), params, body });
      expect(JSON.stringify(best.body)).not.toMatch(/A-[12]"/);
    }
  });
});

describe('the end of a claim', () => {
  it.each([
    ['released', 0],
    ['expired', 60_000],
  ] as const)('by a hold that is %s makes the seat blocked again, with its owner and note', async (to, after) => {
    const claim = await unlocked(BLOCKED);
    world.now += after;
    expect((await store.endHold(claim, endHold(to, origin()))).is).toBe('done');
    expect(await seat()).toEqual({ seatId: BLOCKED, ...KEPT, changedAt: expect.any(Number) });
    await expectJournalIsRight();
  });

  it('by the cancellation of a booking makes the seat blocked again', async () => {
    const booking = await confirmed(await unlocked(BLOCKED, ON_SALE));
    expect(await seat()).toMatchObject({ ...KEPT, status: 'booked', claimId: booking.id });
    await expectJournalIsRight();
    const body = { reason: 'ill' };
    const cancelled = await world.invoke('cancel-booking', {
      as: alice,
      key: newKey(),
      params: { bookingId: `bkg_${booking.id}` },
      body,
    });
    expect(cancelled.status).toBe(200);
    expect(await seat()).toEqual({ seatId: BLOCKED, ...KEPT, changedAt: expect.any(Number) });
    expect(await seat(ON_SALE)).toMatchObject({ status: 'available' });
    await expectJournalIsRight();
  });

  it('does not come with an extension', async () => {
    const claim = await unlocked(BLOCKED);
    const until = claim.expiresAt + 1_000;
    expect((await store.extendHold(claim, extendHold(claim, until, origin()), key(), 'a')).is).toBe('done');
    expect(await seat()).toMatchObject({ ...KEPT, status: 'held', holdExpiresAt: until });
  });
});

describe('a late payment', () => {
  /** A hold at its deadline, whose payment is pending. */
  async function lapsing(...seatIds: string[]): Promise<Claim> {
    const claim = await unlocked(...seatIds);
    const change = initiatePayment(claim, 'm', { number: 1 }, origin());
    expect((await store.initiatePayment(claim, change, key())).is).toBe('done');
    const paying = await stored(claim);
    world.now = paying.expiresAt;
    return paying;
  }
  const recover = (claim: Claim) =>
    store.recoverBooking(claim, confirmBooking(claim, published.event, 1, origin()), []);
  const unblock = async (...seatIds: string[]) =>
    expect((await edit(world, organizer, event, { unblockSeats: seatIds })).status).toBe(200);

  it('books the seat that is still its own, which keeps its block', async () => {
    const claim = await lapsing(BLOCKED);
    expect((await recover(claim)).is).toBe('recovered');
    expect(await seat()).toMatchObject({ ...KEPT, status: 'booked', claimId: claim.id });
    await expectJournalIsRight();
  });

  it('books a seat that was given back to its block, and one of another lapsed hold with the code', async () => {
    const claim = await lapsing(BLOCKED, OTHER);
    expect((await store.endHold(claim, endHold('expired', origin()))).is).toBe('done');
    expect(await seat()).toMatchObject({ ...KEPT, status: 'blocked' });
    world.now += 1;
    const other = await unlocked(OTHER);
    world.now = other.expiresAt;
    expect((await recover(await stored(claim))).is).toBe('recovered');
    for (const seatId of [BLOCKED, OTHER])
      expect(await seat(seatId)).toMatchObject({ ...KEPT, status: 'booked', claimId: claim.id });
    await expectJournalIsRight();
  });

  it('books a seat that the organizer has put on sale, and it goes back on sale', async () => {
    const claim = await lapsing(BLOCKED, OTHER);
    await unblock(BLOCKED);
    world.now += 1;
    expect((await recover(claim)).is).toBe('recovered');
    const booking = await stored(claim);
    expect(isUnlockedIn(booking)).toEqual([undefined, OTHER]);
    expect(booking.history.at(-1)?.places).toEqual(booking.places);
    expect((await seat())?.blockedBy).toBeUndefined();
    await expectJournalIsRight();
    const cancelled = cancelBooking(booking, origin());
    expect((await store.cancelBooking(booking, cancelled)).is).toBe('done');
    expect([(await seat())?.status, (await seat(OTHER))?.status]).toEqual(['available', 'blocked']);
    await expectJournalIsRight();
  });

  it('books no seat of a live hold with the code', async () => {
    const claim = await lapsing(BLOCKED);
    const other = await unlocked(BLOCKED);
    expect((await recover(claim)).is).toBe('places-gone');
    expect(await seat()).toMatchObject({ status: 'held', claimId: other.id });
  });

  it('books no seat that was on sale, and that the organizer has blocked since', async () => {
    const claim = await lapsing(ON_SALE);
    expect((await edit(world, organizer, event, { blockSeats: [ON_SALE] })).status).toBe(200);
    expect((await recover(claim)).is).toBe('places-gone');
    expect(await seat(ON_SALE)).toMatchObject({ status: 'blocked', blockedBy: 'organizer' });
  });

  it('books no seat that an edit removes, or that is in a cancelled event', async () => {
    const claim = await lapsing(BLOCKED);
    const other = await unlocked(OTHER);
    const removing = { sections: [{ id: 'a', removeSeats: ['A-1'] }] };
    expect((await edit(world, organizer, event, removing)).status).toBe(200);
    expect((await recover(claim)).is).toBe('places-gone');
    const change = initiatePayment(other, 'm', { number: 1 }, origin());
    expect((await store.initiatePayment(other, change, key())).is).toBe('done');
    const paying = await stored(other);
    world.now = paying.expiresAt;
    expect((await edit(world, organizer, event, { status: 'cancelled' })).status).toBe(200);
    expect((await recover(await stored(paying))).is).toBe('places-gone');
    expect((await seat(OTHER))?.status).toBe('blocked');
  });
});

describe('the integrity check', () => {
  it('finds a seat that its claim would give back to a block that the row does not name', async () => {
    const claim = await unlocked(BLOCKED);
    const row = (await seat()) as Seat;
    expect(seatViolations(BLOCKED, row, indexClaims([claim]), world.now)).toEqual([]);
    const { blockedBy: _owner, ...unowned } = row;
    expect(seatViolations(BLOCKED, unowned, indexClaims([claim]), world.now)).toMatchObject([
      { kind: 'block-unowned' },
    ]);
    const booking = await confirmed(claim);
    const booked = { ...unowned, status: 'booked' as const };
    expect(seatViolations(BLOCKED, booked, indexClaims([booking]), world.now)).toMatchObject([
      { kind: 'block-unowned' },
    ]);
  });
});

describe('the list of blocks', () => {
  it('has the seats that a hold or a booking has unlocked', async () => {
    const held = await unlocked(BLOCKED);
    await confirmed(await unlocked(OTHER));
    const list = async () =>
      (await world.invoke<{ items: unknown[] }>('list-blocks', { as: organizer, params: { eventId: event.id } })).body
        .items;
    const block = (seatId: string, unlocked?: string) => ({
      seatId,
      owner: 'organizer',
      note: 'press',
      ...(unlocked && { unlocked }),
    });
    expect(await list()).toEqual([block(BLOCKED, 'held'), block(OTHER, 'booked')]);
    world.now = held.expiresAt;
    expect(await list()).toEqual([block(BLOCKED), block(OTHER, 'booked')]);
  });
});

describe('an edit', () => {
  it('that unblocks a seat has no effect on a live hold, and its end makes it blocked again', async () => {
    const claim = await unlocked(BLOCKED);
    expect((await edit(world, organizer, event, { unblockSeats: [BLOCKED] })).status).toBe(200);
    expect(await seat()).toMatchObject({ ...KEPT, status: 'held', claimId: claim.id });
    await free(claim);
    expect(await seat()).toMatchObject(KEPT);
  });

  it('that unblocks a seat of a lapsed hold gives it back to its block first, and then puts it on sale', async () => {
    const claim = await unlocked(BLOCKED);
    world.now = claim.expiresAt;
    expect((await edit(world, organizer, event, { unblockSeats: [BLOCKED] })).status).toBe(200);
    expect(await seat()).toEqual({ seatId: BLOCKED, status: 'available', changedAt: expect.any(Number) });
    await expectJournalIsRight();
  });

  it('that blocks a seat of a lapsed hold again changes its note', async () => {
    const claim = await unlocked(BLOCKED);
    world.now = claim.expiresAt;
    expect((await edit(world, organizer, event, { blockSeats: [BLOCKED], blockNote: 'guests' })).status).toBe(200);
    expect(await seat()).toEqual({ seatId: BLOCKED, ...KEPT, note: 'guests', changedAt: expect.any(Number) });
    await expectJournalIsRight();
  });

  it("that removes a seat is refused while a hold has unlocked it, and the other seat stays the organizer's", async () => {
    const claim = await unlocked(BLOCKED);
    const removing = () => edit(world, organizer, event, { sections: [{ id: 'a', removeSeats: ['A-1', 'A-2'] }] });
    expect((await removing()).body.code).toBe('seats-unavailable');
    expect(await seat(OTHER)).toMatchObject(KEPT);
    world.now = claim.expiresAt;
    expect((await removing()).status).toBe(200);
    expect((await seat())?.claimId).toBeUndefined();
    expect((await seat())?.blockedBy).toMatch(/^organizer:edt_/);
    // No code unlocks a seat that is removed, also not from an event that was cached before.
    expect((await place(proposal(OTHER))).is).toBe('taken');
    await expectJournalIsRight();
  });

  it('returns to the organizer what it has taken, if it is refused', async () => {
    let leased = await leasedEdit();
    world.now += 1;
    leased = await edits.takeFromOrganizer(leased, [BLOCKED, OTHER, ON_SALE], origin());
    expect((await place(proposal(BLOCKED))).is).toBe('taken');
    expect((await seat(ON_SALE))?.status).toBe('available');
    await setBlockedBy(world, event, OTHER, 'organizer:edt_other');
    leased = await edits.returnToOrganizer(leased, [BLOCKED, OTHER, ON_SALE], origin());
    expect(await seat()).toMatchObject(KEPT);
    expect((await seat(OTHER))?.blockedBy).toBe('organizer:edt_other');
    expect((await seat(ON_SALE))?.blockedBy).toBeUndefined();
  });

  it('takes no seat of a live hold or a booking from the block', async () => {
    const held = await unlocked(BLOCKED);
    const booked = await confirmed(await unlocked(OTHER));
    let leased = await leasedEdit();
    leased = await edits.takeFromOrganizer(leased, [BLOCKED, OTHER], origin());
    leased = await edits.restoreBlocks(leased, [BLOCKED, OTHER], origin());
    expect(await seat()).toMatchObject({ ...KEPT, status: 'held', claimId: held.id });
    expect(await seat(OTHER)).toMatchObject({ ...KEPT, status: 'booked', claimId: booked.id });
  });

  it('that deletes the event is refused while a hold has unlocked a seat, and takes the blocks after it', async () => {
    const deletion = () =>
      world.invoke<{ code: string }>('delete-event', { as: organizer, params: { eventId: event.id } });
    world.now = template.expiresAt;
    const claim = await unlocked(BLOCKED);
    expect((await deletion()).body.code).toBe('event-has-bookings');
    expect(await seat(OTHER)).toMatchObject(KEPT);
    world.now = claim.expiresAt;
    expect((await deletion()).status).toBe(204);
    expect((await place(proposal(BLOCKED))).is).toBe('taken');
  });

  it('that cancels the event ends such bookings and holds, and no code unlocks a seat then', async () => {
    const booking = await confirmed(await unlocked(BLOCKED));
    const claim = await unlocked(OTHER);
    expect((await edit(world, organizer, event, { status: 'cancelled' })).status).toBe(200);
    expect((await stored(booking)).status).toBe('cancelled');
    expect((await stored(claim)).status).toBe('released');
    expect((await seat())?.blockedBy).toMatch(/^organizer:edt_/);
    expect((await place(proposal(BLOCKED))).is).toBe('taken');
  });
});
