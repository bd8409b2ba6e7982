/** Trains of a few days, their edits, and the itinerary of a traveller. */
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { expect } from 'vitest';
import type { NewEvent } from '../../lib/contract/events/requests.ts';
import type { Event } from '../../lib/contract/events/responses.ts';
import { DAY_MS, HOUR_MS } from '../../lib/domain/time.ts';
import { itineraryKey } from '../../lib/table/keys.ts';
import { edit, type Person, publish, START, type World } from './world.ts';

/** The times of a journey between two hours of a day after the start of the world. */
export const on = (day: number, from: number, to: number) => ({
  startsAt: new Date(START + day * DAY_MS + from * HOUR_MS).toISOString(),
  endsAt: new Date(START + day * DAY_MS + to * HOUR_MS).toISOString(),
});

export const train = (
  world: World,
  organizer: Person,
  times: ReturnType<typeof on>,
  changes: Partial<NewEvent> = {},
): Promise<Event> => publish(world, { kind: 'train', ...times, ...changes }, organizer);

/** Moves a journey. */
export async function move(world: World, organizer: Person, event: Event, times: Partial<ReturnType<typeof on>>) {
  expect((await edit(world, organizer, event, times)).status).toBe(200);
}

/** The entries of an itinerary, by claim. */
export async function itineraryOf(world: World, { userId }: Person): Promise<Record<string, unknown>> {
  const { Item = {} } = await world.table.documents.send(
    new GetCommand({ TableName: world.table.name, Key: itineraryKey(userId), ConsistentRead: true }),
  );
  const { pk: _pk, sk: _sk, version: _version, ...entries } = Item;
  return entries;
}

/** Writes an itinerary, as if other functions had. */
export async function plantItinerary(world: World, { userId }: Person, entries: Record<string, unknown>) {
  const Item = { ...itineraryKey(userId), version: 7, ...entries };
  await world.table.documents.send(new PutCommand({ TableName: world.table.name, Item }));
}
