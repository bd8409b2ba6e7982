/**
 * Reads the void tickets of an event as a signed list, for members who scan. The time of the list is read before its rows, and the
 * rows are read consistently: a device with the list refuses each code that was void at that time (P12).
 */

import { timestamp } from '../../contract/presenter-parts.ts';
import type { Revocations } from '../../contract/tickets/responses.ts';
import { REVOCATION_MARGIN_MS, REVOCATIONS_VALID_MS } from '../../domain/limits.ts';
import type { Event } from '../../domain/model.ts';
import { Refusal, refuse } from '../../domain/refusals.ts';
import type { Call, CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { RevocationList, StoredRevocation, VoidTicket } from '../../ports/tickets.ts';
import { mayDo, requireRight } from '../organizations/require-right.ts';
import { requireClock } from '../require-clock.ts';

type ListDependencies = Pick<Dependencies, 'tickets' | 'ticketCodes' | 'clockSkew'>;

export async function readRevocations(
  dependencies: ListDependencies & Pick<Dependencies, 'organizations'>,
  call: CallerCall,
  { eventId, since }: { eventId: string; since?: string | undefined },
): Promise<Revocations> {
  // The event is read after the time of the call too: if it was cancelled before, the list says so.
  const event = await dependencies.tickets.readAnyEvent(eventId);
  if (!event) throw refuse('event-not-found');
  // For all others a deleted event is gone (P10).
  const isDeleted = event.state === 'deleted';
  if (isDeleted && !(await mayDo(dependencies, event.organizationId, call.caller, 'check-in')))
    throw refuse('event-not-found');
  await requireRight(dependencies, { event, sections: [] }, call, 'check-in');
  return signedRevocations(dependencies, call, event, since === undefined ? undefined : Date.parse(since));
}

/** The list of an event that was read after the time of the call, whose caller has the right. */
export async function signedRevocations(
  { tickets, ticketCodes, clockSkew }: ListDependencies,
  call: Call,
  event: Event,
  since: number | undefined,
): Promise<Revocations> {
  const { now } = call;
  // A time of the future would leave out rows that the device does not have.
  if (since !== undefined && since > now) {
    throw new Refusal('validation-failed', {
      errors: [{ path: 'query.since', message: 'must be the asOf of an earlier list' }],
    });
  }
  const all = event.state === 'cancelled' || event.state === 'deleted';
  const rows = all ? [] : await tickets.readRevocations(event.id);
  // If the clock of this process is ahead, `asOf` would be in the future. The reads above have compared the clock with DynamoDB's.
  requireClock({ clockSkew });
  const list: RevocationList = {
    eventId: event.id,
    asOf: now,
    expiresAt: now + REVOCATIONS_VALID_MS,
    all,
    ...(since !== undefined && { since }),
    tickets: voidTickets(since === undefined ? rows : rows.filter(({ at }) => at >= since - REVOCATION_MARGIN_MS)),
  };
  return {
    asOf: timestamp(now),
    expiresAt: timestamp(list.expiresAt),
    all,
    count: list.tickets.length,
    revocations: await ticketCodes.signRevocations(list, now),
  };
}

/** Each ticket once, with the highest version that is void, in an order that does not depend on the shards. */
function voidTickets(rows: StoredRevocation[]): VoidTicket[] {
  const byTicket = new Map<string, VoidTicket>();
  for (const { claimId, codes } of rows) {
    for (const { number, version } of codes) {
      const name = `${claimId}_${number}`;
      const known = byTicket.get(name)?.version ?? 0;
      byTicket.set(name, { claimId, number, version: Math.max(known, version) });
    }
  }
  return [...byTicket.values()].sort((a, b) =>
    a.claimId < b.claimId ? -1 : a.claimId > b.claimId ? 1 : a.number - b.number,
  );
}
