/**
 * Holds that may have been placed although no answer tells their claim. If the final journal is complete, it names every claim:
 * then only claims whose places are unknown are left.
 */
import type { NewHold } from '../contract/holds/requests.ts';
import { type Claim, mayHaveEffect } from './claims.ts';
import { isCompleteFor } from './final-state.ts';
import type { History } from './history.ts';
import type { KeyedOperation } from './keyed-operations.ts';

export interface UnresolvedHold {
  operation: KeyedOperation;
  seatIds: string[];
  areas: { areaId: string; quantity: number }[];
  /** The beginning of the ids of all seats that it may have got as the best available. */
  bestOf: string | undefined;
}

/** The unresolved holds by event. */
export function unresolvedHolds(history: History): Map<string, UnresolvedHold[]> {
  const found = new Map<string, UnresolvedHold[]>();
  const withoutPlaces = Map.groupBy(
    [...history.claims.values()].filter(({ arePlacesKnown }) => !arePlacesKnown),
    nameOfClaim,
  );
  for (const operation of history.operations) {
    const { eventId } = operation.first.params;
    if (operation.operation !== 'place-hold' || operation.success || eventId === undefined) continue;
    if (!mayHaveEffect(operation)) continue;
    const isListed = isJournalComplete(history, eventId);
    if (isListed && !withoutPlaces.has(`${operation.caller} ${eventId}`)) continue;
    const others = found.get(eventId);
    if (others) others.push(unresolvedHold(operation));
    else found.set(eventId, [unresolvedHold(operation)]);
  }
  return found;
}

const nameOfClaim = ({ ownerId, eventId }: Claim): string => `${ownerId} ${eventId}`;

/** Whether the final journal has every claim of the event that a call of the history may have placed. */
export const isJournalComplete = ({ final }: History, eventId: string): boolean =>
  final !== undefined && isCompleteFor(final.journal, eventId);

function unresolvedHold(operation: KeyedOperation): UnresolvedHold {
  const { seats = [], areas = [], bestAvailable } = (operation.first.body ?? {}) as Partial<NewHold>;
  const sectionId = bestAvailable?.sectionId;
  const bestOf = bestAvailable && (sectionId === undefined ? '' : `${sectionId}/`);
  const seatIds = seats.map(named => (typeof named === 'string' ? named : named.seat));
  return { operation, seatIds, areas, bestOf };
}
