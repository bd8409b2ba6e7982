/** Two warm functions with different event caches on one table: a cache may grant, it never refuses. */
import { beforeEach, describe, expect, it } from 'vitest';
import { hold, MINUTE, newEvent, openWorld, publish, START, type World } from '../../support/world.ts';

let first: World;
let second: World;

beforeEach(async () => {
  first = await openWorld();
  second = await first.another();
});

/** Changes an event's row behind the back of every cache, as another function's edit will. */
const edit = async (world: World, eventId: string, change: object): Promise<void> => {
  const { store } = world.service.dependencies;
  const facts = await store.readEvent(eventId);
  if (!facts) throw new Error('the event is gone');
  const { PutCommand } = await import('@aws-sdk/lib-dynamodb');
  const { eventRow } = await import('../../../lib/table/events/event-rows.ts');
  const Item = eventRow({ ...facts, event: { ...facts.event, ...change } });
  await world.table.documents.send(new PutCommand({ TableName: world.table.name, Item }));
};

describe('a function whose cache is stale', () => {
  it('sells what another function has just published', async () => {
    const event = await publish(first);
    expect((await hold(second, await second.person(), event, ['a/A-1'])).status).toBe(201);
  });

  it('does not refuse sales that have opened since', async () => {
    const event = await publish(first, { salesOpenAt: new Date(START + 10 * MINUTE).toISOString() });
    const buyer = await second.person();
    const early = await hold(second, buyer, event, ['a/A-1']);
    expect([early.status, early.body.code]).toEqual([409, 'sales-not-open']);
    await edit(first, event.id, { salesOpenAt: START - MINUTE });
    expect((await hold(second, buyer, event, ['a/A-1'])).status).toBe(201);
  });

  it('does not refuse a number of places that is allowed by now', async () => {
    const event = await publish(first, { placesPerHoldMax: 1 });
    const buyer = await second.person();
    expect((await hold(second, buyer, event, ['a/A-1', 'a/A-2'])).body.code).toBe('too-many-places');
    await edit(first, event.id, { placesPerHoldMax: 2 });
    expect((await hold(second, buyer, event, ['a/A-1', 'a/A-2'])).status).toBe(201);
  });

  it('replays an answer whose event it would refuse by now', async () => {
    const event = await publish(first);
    const buyer = await first.person();
    const placed = await hold(first, buyer, event, ['a/A-1'], { key: 'k' });
    await edit(first, event.id, { state: 'cancelled' });
    const third = await first.another();
    expect((await hold(third, buyer, event, ['a/A-2'], { key: 'other' })).body.code).toBe('sales-not-open');
    const replay = await hold(third, buyer, event, ['a/A-1'], { key: 'k' });
    expect([replay.status, replay.body]).toEqual([201, placed.body]);
  });

  it('reads nothing before the transaction once it is warm', async () => {
    const event = await publish(first);
    const buyer = await first.person();
    await hold(first, buyer, event, ['a/A-1']);
    const before = first.faults.requests.length;
    await hold(first, buyer, event, ['a/A-2']);
    await hold(first, buyer, event, ['a/A-3'], { key: 'k' });
    const sent = first.faults.requests.slice(before).map(({ name }) => name);
    expect(sent).toEqual(Array(2).fill('TransactWriteCommand'));
  });

  it('loses a race in one request, and reads its record once before it says so', async () => {
    const event = await publish(first);
    const buyer = await first.person();
    await hold(first, buyer, event, ['a/A-1']);
    const before = first.faults.requests.length;
    expect((await hold(first, buyer, event, ['a/A-1'])).status).toBe(409);
    const sent = first.faults.requests.slice(before).map(({ name }) => name);
    expect(sent).toEqual(['TransactWriteCommand', 'GetCommand']);
  });

  it('replays in one request on a warm function', async () => {
    const event = await publish(first);
    const buyer = await first.person();
    await hold(first, buyer, event, ['a/A-1'], { key: 'k' });
    const before = first.faults.requests.length;
    expect((await hold(first, buyer, event, ['a/A-1'], { key: 'k' })).headers['idempotent-replayed']).toBe('true');
    expect(first.faults.requests.length - before).toBe(1);
  });
});

describe('an event without a buyer', () => {
  it('is not found before and found at once after it is published', async () => {
    const params = { eventId: `evt_${'0'.repeat(25)}` };
    expect((await first.invoke('read-event', { params })).status).toBe(404);
    const event = await publish(second, newEvent());
    expect((await first.invoke('read-event', { params: { eventId: event.id } })).status).toBe(200);
  });
});
