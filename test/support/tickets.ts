/** Uses a ticket at the door, as no operation of the API does yet. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { claimKey } from '../../lib/table/keys.ts';
import type { World } from './world.ts';

/** Makes the ticket with this number (from 1) of a booking `redeemed`, without an entry in its history. */
export async function redeemTicket(world: World, { id }: { id: string }, number: number): Promise<void> {
  await world.table.documents.send(
    new UpdateCommand({
      TableName: world.table.name,
      Key: claimKey(id.slice(4)),
      UpdateExpression: `SET tickets[${number - 1}] = :redeemed`,
      ConditionExpression: `tickets[${number - 1}] = :valid`,
      ExpressionAttributeValues: { ':redeemed': 'redeemed', ':valid': 'valid' },
    }),
  );
}
