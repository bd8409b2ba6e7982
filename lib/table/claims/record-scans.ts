/**
 * Keeps scans of a booking's tickets: one update of its row, whatever their number. The scans are in the order in which they were
 * decided, each after the ones before it.
 *
 * Races:
 * - Another scan of the booking, a cancellation or a new code came first: the condition refuses, and the row comes back for a new
 *   decision.
 * - An earlier attempt committed, and its reply was lost: the row that comes back has the scans, so that their nonces are known.
 * - The row was restored or changed by hand, and has the same length of history: the tickets are not as they were read, so the
 *   condition refuses.
 */
import type { ScanChange } from '../../domain/check-in.ts';
import type { Claim } from '../../domain/model.ts';
import type { ScansOutcome } from '../../ports/store.ts';
import { claimIsUnchanged, ticketIsUnchanged } from '../conditions.ts';
import { and, expression, path, type Update, update } from '../expression.ts';
import { claimKey } from '../keys.ts';
import type { Table } from '../table.ts';
import { updateOne } from '../transact.ts';
import { claimOf } from './claim-rows.ts';
import { historyAttributeOf } from './history-attribute.ts';

export async function recordScans(table: Table, claim: Claim, changes: ScanChange[]): Promise<ScansOutcome> {
  const sent = await updateOne(table, updateOf(table.name, claim, changes));
  if (sent.is === 'committed') return { is: 'done' };
  if (sent.is === 'busy') return sent;
  const row = sent.reasons[0]?.row;
  return { is: 'stale', claim: row && claimOf(row) };
}

function updateOf(table: string, claim: Claim, changes: ScanChange[]): Update {
  const { id, history } = claim;
  const entries = changes.map(({ entry }) => entry);
  const [before, after] = [historyAttributeOf(claim, history), historyAttributeOf(claim, [...history, ...entries])];
  const tickets = changes.findLast(change => change.tickets !== undefined)?.tickets;
  // A later scan of a ticket was decided after the earlier one, which the row does not have yet.
  const read = [...new Map(changes.toReversed().map(({ ticket }) => [ticket.number, ticket])).values()];
  return update(table, claimKey(id), {
    set: [
      expression`${path(after)} = list_append(${path(before)}, ${entries})`,
      ...(tickets ? [expression`tickets = ${tickets}`] : []),
    ],
    remove: after === before ? [] : [before],
    condition: and(...read.map(ticketIsUnchanged), claimIsUnchanged(history.length, before)),
  });
}
