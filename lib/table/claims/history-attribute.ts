/**
 * The attribute that has the history of a claim. The cancellation of a part moves the history to another attribute, and so does a scan or
 * a new code of a ticket, so that each change by version 0.5 fails. That version does not know such bookings: it would free the
 * cancelled places a second time, let an owner cancel a place after the person was admitted, and publish a scan that no gate counts.
 *
 * A claim with terms of sale, or with units of counters, has its history in a third attribute from the beginning. So the changes by
 * functions before prices fail too: they would give back its places without its units, and refund its prices without its fees.
 */
import type { Claim, ClaimAction, HistoryEntry } from '../../domain/model.ts';
import type { Row } from '../transact.ts';

const WITHOUT_PARTS = 'history';
const WITH_PARTS = 'historyWithParts';
const WITH_PRICES = 'historyWithPrices';
export type HistoryAttribute = typeof WITHOUT_PARTS | typeof WITH_PARTS | typeof WITH_PRICES;

/** `history` is that of the claim, or the one that it will have. */
export function historyAttributeOf(
  { sale, counted }: Pick<Claim, 'sale' | 'counted'>,
  history: Pick<HistoryEntry, 'action'>[],
): HistoryAttribute {
  if (sale ?? counted) return WITH_PRICES;
  return history.some(({ action }) => isNewSince05(action)) ? WITH_PARTS : WITHOUT_PARTS;
}

const isNewSince05 = (action: ClaimAction): boolean =>
  action === 'booking.places-cancelled' || action.startsWith('ticket.');

/** The history in the row of a claim. */
export const historyIn = (row: Row): unknown => row[WITH_PRICES] ?? row[WITH_PARTS] ?? row[WITHOUT_PARTS];
