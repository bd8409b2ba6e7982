/**
 * Compares the stored rows with each other and with the gateway, after everything has settled. It finds errors that no client
 * can see; the checker judges all that clients can see.
 */
import { replayClaim } from '../domain/claim-replay.ts';
import type { ClaimEntry } from '../domain/journal.ts';
import type { Claim } from '../domain/model.ts';
import type { Engine } from '../engine/engine.ts';
import { NATIVE_CODEC } from '../engine/values/native-codec.ts';
import { claimOf } from '../table/claims/claim-rows.ts';
import { journalEntryOf } from '../table/journal/journal-rows.ts';
import { PREFIX } from '../table/keys.ts';
import type { Row } from '../table/transact.ts';
import type { LedgerGateway } from './ledger-gateway.ts';

/** Returns a sentence for each contradiction. */
export function auditRows(engine: Engine, gateway: LedgerGateway): string[] {
  const rows = engine.rows().map(({ item }) => (item ? NATIVE_CODEC.writeItem(item) : {})) as Row[];
  const beginsWith = (prefix: string) => rows.filter(({ pk }) => String(pk).startsWith(prefix));
  const claims = beginsWith(PREFIX.claim).map(claimOf);
  const entries = beginsWith(PREFIX.journal).map(journalEntryOf) as ClaimEntry[];
  const entriesOf = Map.groupBy(entries, ({ subjectId }) => subjectId);
  return [
    ...claims.flatMap(claim => faultOfJournal(claim, entriesOf.get(claim.id) ?? [])),
    ...faultOfLedger(claims, gateway),
  ];
}

function faultOfJournal(claim: Claim, entries: ClaimEntry[]): string[] {
  const inOrder = entries.toSorted((one, other) => one.position - other.position);
  const replayed = replayClaim(inOrder);
  if (canonical(replayed) === canonical(claim)) return [];
  return [`The journal of claim ${claim.id} gives ${canonical(replayed)}, but its row is ${canonical(claim)}.`];
}

/** JSON with sorted keys. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, member) =>
    member !== null && typeof member === 'object' && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  ) ?? 'nothing';

/** The gateway keeps exactly the totals of the confirmed bookings, and nothing is outstanding. */
function faultOfLedger(claims: Claim[], { kept, outstanding }: LedgerGateway): string[] {
  const total = claims.reduce((sum, claim) => sum + (claim.status === 'confirmed' ? claim.total : 0), 0);
  return [
    ...(kept === total ? [] : [`The gateway keeps ${kept}, but the confirmed bookings cost ${total}.`]),
    ...(outstanding === 0 ? [] : [`The gateway still has authorised ${outstanding}.`]),
  ];
}
