/**
 * Two warm functions with different event caches on one table: a hold may be granted from a cache, but never refused.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { hold, MINUTE, newEvent, openWorld, publish, START, type World } from '../../support/world.ts';

let first: World;
let second: World;

beforeEach(async () => {
  first = await openWorld();
  second = await first.another();
});

/** Changes an event's row without updating any cache, as an edit on another function does. */
const edit = async (world: World, eventId: string, change: object): Promise<void> => {
  const { store } = world.service.dependencies;
  const facts = await store.readEvent(eventId);
  if (!facts) throw new Error('the event is missing');
  const { PutCommand } = await import('@aws-sdk/lib-dynamodb');
  const { eventRow } = await import('../../../lib/table/events/event-rows.ts');
  const Item = eventRow({ ...facts, event: { ...facts.event, ...change } });
  await world.table.documents.send(new PutCommand({ TableName: world.table.name, Item }));
};

describe('a function whose cache is stale', () => {
  it('sells an event that another function has just published', async () => {
    const event = await publish(first);
    expect((await hold(second, await second.person(), event, ['a/A-1'])).status).toBe(201);
  });

  it('does not refuse a hold when sales have opened since', async () => {
    const event = await publish(first, { salesOpenAt: new Date(START + 10 * MINUTE).toISOString() });
    const buyer = await second.person();
    const early = await hold(second, buyer, event, ['a/A-1']);
    expect([early.status, early.body.code]).toEqual([409, 'sales-not-open']);
    await edit(first, event.id, { salesOpenAt: START - MINUTE });
    expect((await hold(second, buyer, event, ['a/A-1'])).status).toBe(201);
  });

  it('does not refuse a number of places that is allowed since', async () => {
    const event = await publish(first, { placesPerHoldMax: 1 });
    const buyer = await second.person();
    expect((await hold(second, buyer, event, ['a/A-1', 'a/A-2'])).body.code).toBe('too-many-places');
    await edit(first, event.id, { placesPerHoldMax: 2 });
    expect((await hold(second, buyer, event, ['a/A-1', 'a/A-2'])).status).toBe(201);
  });

  it('repeats the stored response of a hold that it would refuse now', async () => {
    const event = await publish(first);
    const buyer = await first.person();
    const placed = await hold(first, buyer, event, ['a/A-1'], { key: 'k' });
    await edit(first, event.id, { state: 'cancelled' });
    const third = await first.another();
    expect((await hold(third, buyer, event, ['a/A-2'], { key: 'other' })).body.code).toBe('sales-not-open');
    const replay = await hold(third, buyer, event, ['a/A-1'], { key: 'k' });
    expect([replay.status, replay.body]).toEqual([201, placed.body]);
  });

  it('sends only the transaction when its cache is warm', async () => {
    const event = await publish(first);
    const buyer = await first.person();
    await hold(first, buyer, event, ['a/A-1']);
    const before = first.faults.requests.length;
    await hold(first, buyer, event, ['a/A-2']);
    await hold(first, buyer, event, ['a/A-3'], { key: 'k' });
    const sent = first.faults.requests.slice(before).map(({ name }) => name);
    expect(sent).toEqual(Array(2).fill('TransactWriteCommand'));
  });

  it('needs two requests for a lost race: the transaction and a read of the idempotency record', async () => {
    const event = await publish(first);
    const buyer = await first.person();
    await hold(first, buyer, event, ['a/A-1']);
    const before = first.faults.requests.length;
    expect((await hold(first, buyer, event, ['a/A-1'])).status).toBe(409);
    const sent = first.faults.requests.slice(before).map(({ name }) => name);
    expect(sent).toEqual(['TransactWriteCommand', 'GetCommand']);
  });

  it('repeats a stored response in one request when its cache is warm', async () => {
    const event = await publish(first);
    const buyer = await first.person();
    await hold(first, buyer, event, ['a/A-1'], { key: 'k' });
    const before = first.faults.requests.length;
    expect((await hold(first, buyer, event, ['a/A-1'], { key: 'k' })).headers['idempotent-replayed']).toBe('true');
    expect(first.faults.requests.length - before).toBe(1);
  });
});

describe('an event that is read before it is published', () => {
  it('is found at once after it is published', async () => {
    const params = { eventId: `evt_${'0'.repeat(25)}` };
    expect((await first.invoke('read-event', { params })).status).toBe(404);
    const event = await publish(second, newEvent());
    expect((await first.invoke('read-event', { params: { eventId: event.id } })).status).toBe(200);
  });
});
