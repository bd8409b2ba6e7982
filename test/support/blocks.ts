/** Blocks as version 0.5 wrote them: each seat stores the edit that blocked it, even if the organizer requested the block. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Event } from '../../lib/contract/events/responses.ts';
import { ORGANIZER } from '../../lib/domain/blocks.ts';
import { seatKeyOf } from '../../lib/table/keys.ts';
import { readEventRows } from './edits.ts';
import type { World } from './world.ts';

/** Stores the edit as the owner of every seat that the organizer has blocked. Returns the ids of the seats. */
export async function outdateBlocks(world: World, event: Event): Promise<string[]> {
  const { seats, journal } = await readEventRows(world, event);
  const owners = new Map(
    journal.flatMap(({ action, to, touched }) =>
      action === 'event.places-blocked' ? (touched?.seatIds ?? []).map(seatId => [seatId, to] as const) : [],
    ),
  );
  const kept = seats.filter(({ blockedBy }) => blockedBy === ORGANIZER).map(({ seatId }) => seatId);
  for (const seatId of kept) await setBlockedBy(world, event, seatId, owners.get(seatId) ?? 'edt_before');
  return kept;
}

export const setBlockedBy = (world: World, { id }: Event, seatId: string, blockedBy: string): Promise<unknown> =>
  world.table.documents.send(
    new UpdateCommand({
      TableName: world.table.name,
      Key: seatKeyOf(id, seatId),
      UpdateExpression: 'SET blockedBy = :owner REMOVE note',
      ExpressionAttributeValues: { ':owner': blockedBy },
    }),
  );
