/**
 * The attribute with the history of a claim. When a part of a booking is cancelled, the history moves to another attribute. Version
 * 0.5 does not know such bookings, and it uses rows without checking them: it would free the cancelled places a second time. Without
 * `history` each of its changes of the booking fails.
 */
import type { HistoryEntry } from '../../domain/model.ts';
import type { Row } from '../transact.ts';

const WITHOUT_PARTS = 'history';
const WITH_PARTS = 'historyWithParts';
export type HistoryAttribute = typeof WITHOUT_PARTS | typeof WITH_PARTS;

export const historyAttributeOf = (history: Pick<HistoryEntry, 'action'>[]): HistoryAttribute =>
  history.some(({ action }) => action === 'booking.places-cancelled') ? WITH_PARTS : WITHOUT_PARTS;

/** The history in the row of a claim. */
export const historyIn = (row: Row): unknown => row[WITH_PARTS] ?? row[WITHOUT_PARTS];
