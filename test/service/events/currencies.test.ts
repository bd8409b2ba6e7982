/** Currencies of new events, and of events that an earlier version stored. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, expect, it } from 'vitest';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { eventKey } from '../../../lib/table/keys.ts';
import { hold, newEvent, openWorld, type ProblemFields, pay, publish, type World } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});

it.each(['ZZZ', 'DEM', 'XXX', 'XAU'])('T5: an event in %s is refused', async currency => {
  const as = await world.person('organizer');
  const { status, body } = await world.invoke<ProblemFields>('publish-event', { as, body: newEvent({ currency }) });
  expect([status, body.code, body.errors.map(({ path }) => path)]).toEqual([
    400,
    'validation-failed',
    ['body.currency'],
  ]);
});

it('an event that was stored in a currency since withdrawn can be read, found and sold', async () => {
  const event = await publish(world);
  await world.table.documents.send(
    new UpdateCommand({
      TableName: world.table.name,
      Key: eventKey(event.id),
      UpdateExpression: 'SET currency = :currency',
      ExpressionAttributeValues: { ':currency': 'BGN' },
    }),
  );
  const later = await world.another();
  const read = await later.invoke<Event>('read-event', { params: { eventId: event.id } });
  expect([read.status, read.body.currency]).toEqual([200, 'BGN']);
  const found = await later.invoke<{ items: Event[] }>('list-events');
  expect(found.body.items.map(({ currency }) => currency)).toContain('BGN');
  const buyer = await later.person();
  const held = await hold(later, buyer, event, ['a/A-1']);
  expect([held.status, held.body.total]).toEqual([201, { amount: 5_000, currency: 'BGN' }]);
  expect((await pay(later, buyer, held.body)).status).toBe(201);
  const as = await later.person('admin');
  const edited = await later.invoke('edit-event', { as, params: { eventId: event.id }, body: { title: 'Later' } });
  expect(edited.status).toBe(200);
});
