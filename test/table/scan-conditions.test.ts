/**
 * The conditions of scans, in the write itself: each refuses a decision that was made from another claim than the stored one (P2, P12).
 * If any of them is removed, a test here fails.
 */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { scanChange } from '../../lib/domain/check-in.ts';
import { applyChange, cancelTickets, type Origin } from '../../lib/domain/claim-changes.ts';
import type { Claim, Scan } from '../../lib/domain/model.ts';
import type { Store } from '../../lib/ports/store.ts';
import { claimKey } from '../../lib/table/keys.ts';
import { readRow } from '../../lib/table/queries.ts';
import { bookPlaces } from '../support/bookings.ts';
import { ticketsNumbered } from '../support/claims.ts';
import { newNonce } from '../support/door.ts';
import { openWorld, publish, type World } from '../support/world.ts';

let world: World;
let store: Store;
let claim: Claim;
/** A booking of three seats. */
beforeEach(async () => {
  world = await openWorld();
  store = world.service.dependencies.store;
  const event = await publish(world);
  claim = await world.claimOf(
    await bookPlaces(world, await world.person(), event, { seats: ['a/A-1', 'a/A-2', 'a/A-3'] }),
  );
});

const origin = (): Origin => ({ at: world.now, actor: 'usr_door', requestId: 'r' });
const change = (of: Claim, ticket: number, outcome: Scan['outcome'] = 'admitted') =>
  scanChange(of, { ticket, nonce: newNonce(), direction: outcome === 'left' ? 'out' : 'in', outcome }, origin());
const stored = (): Promise<Claim> => world.claimOf({ id: `bkg_${claim.id}` });
/** Changes the row, and not the length of its history, as no function does. */
async function plant(changes: object): Promise<void> {
  const Item = { ...(await readRow(world.table, claimKey(claim.id))), ...changes };
  await world.table.documents.send(new PutCommand({ TableName: world.table.name, Item }));
}

describe('a scan', () => {
  it('appends one entry and redeems its ticket, and changes nothing else of the claim', async () => {
    const admitted = change(claim, 2);
    expect(await store.recordScans(claim, [admitted])).toEqual({ is: 'done' });
    const { ticket: _condition, ...written } = admitted;
    expect(await stored()).toEqual(applyChange(claim, written));
  });

  it('of several tickets is one update, each after the ones before it', async () => {
    const first = change(claim, 1);
    const { ticket: _condition, ...written } = first;
    const second = change(applyChange(claim, written), 1, 'left');
    const third = change(applyChange(claim, written), 3);
    world.faults.requests.length = 0;
    expect(await store.recordScans(claim, [first, second, third])).toEqual({ is: 'done' });
    expect(world.faults.requests.map(({ name }) => name)).toEqual(['UpdateCommand']);
    const after = await stored();
    expect(after.tickets).toEqual(['redeemed', 'valid', 'redeemed']);
    expect(after.history.slice(-3).map(({ action }) => action)).toEqual([
      'ticket.admitted',
      'ticket.left',
      'ticket.admitted',
    ]);
  });

  it('is refused if the claim has changed, with the claim as it is', async () => {
    await store.recordScans(claim, [change(claim, 1)]);
    const now = await stored();
    expect(await store.recordScans(claim, [change(claim, 2)])).toEqual({ is: 'stale', claim: now });
    expect(await stored()).toEqual(now);
  });

  it('is refused if its ticket has another status, although the history is as long as it was', async () => {
    await plant({ tickets: ['valid', 'void', 'valid'] });
    expect((await store.recordScans(claim, [change(claim, 2)])).is).toBe('stale');
    expect((await store.recordScans(claim, [change(claim, 2, 'duplicate')])).is).toBe('stale');
    expect(await store.recordScans(claim, [change({ ...claim, tickets: ['valid', 'void', 'valid'] }, 1)])).toEqual({
      is: 'done',
    });
    expect((await stored()).tickets).toEqual(['redeemed', 'void', 'valid']);
  });

  it('is refused if its ticket has another version, although the history is as long as it was', async () => {
    await plant({ ticketVersions: [1, 2, 1] });
    expect((await store.recordScans(claim, [change(claim, 2)])).is).toBe('stale');
    const current = await stored();
    expect(
      (
        await store.recordScans({ ...current, ticketVersions: [1, 3, 1] }, [
          change({ ...current, ticketVersions: [1, 3, 1] }, 2),
        ])
      ).is,
    ).toBe('stale');
    expect(await store.recordScans(current, [change(current, 2)])).toEqual({ is: 'done' });
    const after = await stored();
    expect(await store.recordScans(after, [change(after, 1)])).toEqual({ is: 'done' });
  });

  it('is refused if one of several tickets has changed, and then none is kept', async () => {
    await plant({ tickets: ['valid', 'valid', 'void'] });
    expect((await store.recordScans(claim, [change(claim, 1), change(claim, 3)])).is).toBe('stale');
    expect((await stored()).tickets).toEqual(['valid', 'valid', 'void']);
  });

  it('makes an earlier decision to cancel its place stale', async () => {
    const cancellation = cancelTickets(claim, ticketsNumbered(claim, 1), origin());
    await store.recordScans(claim, [change(claim, 1)]);
    expect((await store.cancelBooking(claim, cancellation)).is).toBe('stale');
    expect((await stored()).tickets).toEqual(['redeemed', 'valid', 'valid']);
  });
});
