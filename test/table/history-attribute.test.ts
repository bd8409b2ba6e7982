/**
 * The history of a partly cancelled booking is in an attribute of its own, so that version 0.5 fails before it writes. That version
 * reads rows without checking them, and does not know cancelled parts. In random runs beside this version it freed cancelled places a
 * second time, and kept money. It does not know scans and new codes of tickets either.
 */
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, expect, it } from 'vitest';
import type { Hold } from '../../lib/contract/holds/responses.ts';
import { applyChange, type ClaimChange, cancelTickets } from '../../lib/domain/claim-changes.ts';
import type { TicketStatus } from '../../lib/domain/model.ts';
import { recordStuck } from '../../lib/domain/payment-changes.ts';
import { ticketsOf } from '../../lib/domain/tickets.ts';
import { claimRow } from '../../lib/table/claims/claim-rows.ts';
import { claimChangedBy } from '../../lib/table/journal/stream-images.ts';
import { claimKey } from '../../lib/table/keys.ts';
import { readRow } from '../../lib/table/queries.ts';
import type { Row } from '../../lib/table/transact.ts';
import { expectJournalGivesClaim, publishHistoryOfAll } from '../support/payments.ts';
import { cancel, hold, newKey, openWorld, type Person, pay, publish, type World } from '../support/world.ts';

let world: World;
let owner: Person;
let held: Hold;
beforeEach(async () => {
  world = await openWorld();
  owner = await world.person();
  held = (await hold(world, owner, await publish(world), ['a/A-1', 'a/A-2', 'a/A-3'])).body;
  expect((await pay(world, owner, held)).status).toBe(201);
});

const bookingId = () => held.id.replace('hld', 'bkg');
const cancelSeat = (seatId: string) =>
  world.invoke('cancel-booking', {
    as: owner,
    key: newKey(),
    params: { bookingId: bookingId() },
    body: { seats: [seatId] },
  });
const readClaimRow = async (): Promise<Row> => {
  const row = await readRow(world.table, claimKey(held.id.slice(4)));
  if (!row) throw new Error('there is no claim');
  return row;
};
const BY = { at: 1, actor: 'system', requestId: 'r' };
const SCAN = { ticket: 1, nonce: 'n', direction: 'in', outcome: 'admitted' } as const;
const SCANNED: TicketStatus[] = ['redeemed', 'valid', 'valid'];

it('a part that is cancelled moves the history, and further changes continue it there', async () => {
  const before = await readClaimRow();
  expect(before).not.toHaveProperty('historyWithParts');
  const entries = (before.history as unknown[]).length;
  for (const [i, seatId] of ['a/A-1', 'a/A-2'].entries()) {
    expect((await cancelSeat(seatId)).status).toBe(200);
    const row = await readClaimRow();
    expect(row).not.toHaveProperty('history');
    // Each part has an entry, and another one when it is refunded.
    expect(row.historyWithParts).toHaveLength(entries + 2 * (i + 1));
    expect((row.historyWithParts as unknown[]).slice(0, entries)).toEqual(before.history);
  }
  expect((await cancel(world, owner, { id: bookingId() })).status).toBe(200);
  expect(await readClaimRow()).not.toHaveProperty('history');
  expect((await world.claimOf(held)).history.map(({ action }) => action).slice(entries)).toEqual([
    'booking.places-cancelled',
    'payment.refunded',
    'booking.places-cancelled',
    'payment.refunded',
    'booking.cancelled',
    'payment.refunded',
  ]);
});

it.each<[string, ClaimChange]>([
  [
    'a scan',
    { entry: { ...BY, action: 'ticket.admitted', from: 'valid', to: 'redeemed', scan: SCAN }, tickets: SCANNED },
  ],
  [
    'a refused scan',
    { entry: { ...BY, action: 'ticket.refused', to: 'valid', scan: { ...SCAN, outcome: 'duplicate' } } },
  ],
])('%s moves the history, and the claim reads as it was written', async (_what, change) => {
  const before = await world.claimOf(held);
  expect(await world.service.dependencies.store.changeClaim(before, change)).toEqual({ is: 'done' });
  const row = await readClaimRow();
  expect([row.history, row.historyWithParts]).toEqual([undefined, [...before.history, change.entry]]);
  expect(await world.claimOf(held)).toEqual(applyChange(before, change));
  await publishHistoryOfAll(world);
  await expectJournalGivesClaim(world, held);
});

it('a new code moves the history, and the claim reads as it was written', async () => {
  const before = await world.claimOf(held);
  const change: ClaimChange = {
    entry: { ...BY, action: 'ticket.reissued', to: 'valid', reissued: { ticket: 1, version: 2 } },
    ticketVersions: [2, 1, 1],
  };
  const { store, tickets } = world.service.dependencies;
  // It makes a code void, which needs a row of its own.
  await expect(store.changeClaim(before, change)).rejects.toThrow('void codes need a row of their own');
  const record = {
    key: { callerId: 'usr', key: newKey(), operation: 'reissue-ticket', fingerprint: 'x' },
    answer: '{}',
  };
  expect(await tickets.reissue(before, change, record)).toEqual({ is: 'done' });
  expect(await world.claimOf(held)).toEqual(applyChange(before, change));
  expect(await readClaimRow()).not.toHaveProperty('history');
  await publishHistoryOfAll(world);
  await expectJournalGivesClaim(world, held);
});

it('a booking that is cancelled at once keeps its history where it is', async () => {
  expect((await cancel(world, owner, { id: bookingId() })).status).toBe(200);
  expect(await readClaimRow()).toHaveProperty('history');
  expect(await readClaimRow()).not.toHaveProperty('historyWithParts');
});

it('a change that was decided from the history before a part is refused', async () => {
  const { store } = world.service.dependencies;
  const claim = await world.claimOf(held);
  expect((await cancelSeat('a/A-1')).status).toBe(200);
  const stale = await store.changeClaim(claim, recordStuck(claim, 1, BY));
  expect(stale).toMatchObject({ is: 'stale', claim: { tickets: ['void', 'valid', 'valid'] } });
  const late = await store.changeClaim(await world.claimOf(held), recordStuck(await world.claimOf(held), 1, BY));
  expect(late).toEqual({ is: 'done' });
});

it('the stream finds the entries of each change, also of the one that moves the history', async () => {
  const booked = await world.claimOf(held);
  const partly = applyChange(booked, cancelTickets(booked, ticketsOf(booked).slice(1), BY));
  const stuck = applyChange(partly, recordStuck(partly, 1, BY, 1));
  const image = (claim: typeof booked) => marshall(claimRow(claim), { removeUndefinedValues: true });
  const changed = [booked, partly, stuck];
  for (const [i, claim] of changed.slice(1).entries()) {
    const images = { OldImage: image(changed[i] as typeof booked), NewImage: image(claim) };
    expect(claimChangedBy(images)).toEqual({ claim, entriesBefore: claim.history.length - 1 });
  }
});
