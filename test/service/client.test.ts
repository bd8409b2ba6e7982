/** The purchase of tools/client, with a generated client, over HTTP. */
import { expect, it } from 'vitest';
import { serveService } from '../local/serving.ts';
import { openWorld, publish } from '../support/world.ts';

interface Bought {
  eventId: string;
  booking: { places: { tickets: { status: string }[] }[] };
}

it('registers, searches, holds, books and cancels a part', async () => {
  const world = await openWorld();
  const event = await publish(world);
  const server = await serveService(world.service);
  // Not by its name: the compiler of this project does not know the generated types.
  const { purchase } = (await import(new URL('../../tools/client/purchase.ts', import.meta.url).href)) as {
    purchase: (url: string, newKey: () => string) => Promise<Bought>;
  };
  let keys = 0;
  const bought = await purchase(server.url, () => `carol-${keys++}`).finally(() => server.stop());
  expect(bought).toMatchObject({
    eventId: event.id,
    booking: { status: 'confirmed', total: { amount: 10_000 }, refunded: { amount: 5_000 } },
    refunded: 5_000,
  });
  expect(bought.booking.places.map(({ tickets }) => tickets.map(({ status }) => status))).toEqual([
    ['void'],
    ['valid'],
  ]);
});
