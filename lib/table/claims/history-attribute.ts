/**
 * The attribute that has the history of a claim. The cancellation of a part moves the history to another attribute, and so does a scan or
 * a new code of a ticket, so that each change by version 0.5 fails. That version does not know such bookings: it would free the
 * cancelled places a second time, let an owner cancel a place after the person was admitted, and publish a scan that no gate counts.
 */
import type { ClaimAction, HistoryEntry } from '../../domain/model.ts';
import type { Row } from '../transact.ts';

const WITHOUT_PARTS = 'history';
const WITH_PARTS = 'historyWithParts';
export type HistoryAttribute = typeof WITHOUT_PARTS | typeof WITH_PARTS;

export const historyAttributeOf = (history: Pick<HistoryEntry, 'action'>[]): HistoryAttribute =>
  history.some(({ action }) => isNewSince05(action)) ? WITH_PARTS : WITHOUT_PARTS;

const isNewSince05 = (action: ClaimAction): boolean =>
  action === 'booking.places-cancelled' || action.startsWith('ticket.');

/** The history in the row of a claim. */
export const historyIn = (row: Row): unknown => row[WITH_PARTS] ?? row[WITHOUT_PARTS];
