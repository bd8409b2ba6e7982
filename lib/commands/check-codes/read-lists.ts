/** Reads a whole revocation list and the differences that follow it, and refuses what is not signed, incomplete or expired. */
import { UsageError } from '../../cli/usage-error.ts';
import { CLOCKS_APART_MAX_MS } from '../../domain/limits.ts';
import { readTextFile } from '../../local/text-file.ts';
import type { RevocationList } from '../../ports/tickets.ts';
import { verifyRevocationList } from '../../tokens/revocation-lists.ts';
import type { TicketKeySet } from '../../tokens/ticket-keys.ts';

/** The files are in the order in which they were read from the service, the whole list first. */
export async function readLists(files: string[], keys: TicketKeySet, now: number): Promise<RevocationList> {
  let joined: RevocationList | undefined;
  for (const file of files) {
    const list = await verifyRevocationList(listIn(await readTextFile(file)), keys);
    if (!list) throw new UsageError(`${file}: it is no revocation list that one of the keys has signed.`);
    joined = joinLists(joined, list, file);
  }
  if (!joined) throw new UsageError('There is no revocation list.');
  requireCurrent(joined, now);
  return joined;
}

/** The list itself, or the response of the service that has it. */
function listIn(text: string): string {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{')) return trimmed;
  try {
    const { revocations } = JSON.parse(trimmed) as { revocations?: unknown };
    return typeof revocations === 'string' ? revocations : '';
  } catch {
    return '';
  }
}

/** A whole list replaces what came before. A difference is added to it, unless time lies between them. */
export function joinLists(before: RevocationList | undefined, list: RevocationList, file: string): RevocationList {
  if (before && before.eventId !== list.eventId) {
    throw new UsageError(`${file}: the list is of the event ${list.eventId}, the one before of ${before.eventId}.`);
  }
  if (list.since === undefined) return list;
  if (!before) throw new UsageError(`${file}: it is only a difference. Name the whole list before it.`);
  if (list.since > before.asOf) {
    throw new UsageError(
      `${file}: the difference begins at ${text(list.since)}, the list before ends at ${text(before.asOf)}.`,
    );
  }
  if (list.asOf < before.asOf) return before;
  return { ...list, tickets: [...before.tickets, ...list.tickets] };
}

function requireCurrent({ asOf, expiresAt }: RevocationList, now: number): void {
  if (now >= expiresAt) {
    throw new UsageError(`The revocation list has expired at ${text(expiresAt)}. Read a new one from the service.`);
  }
  // A clock that is behind would never find a list expired.
  if (now < asOf - CLOCKS_APART_MAX_MS) {
    throw new UsageError(
      `The revocation list is of ${text(asOf)}, but the clock here says ${text(now)}. Set the clock.`,
    );
  }
}

const text = (epochMs: number): string => new Date(epochMs).toISOString();
