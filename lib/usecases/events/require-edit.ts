/** The checks that an edit and its dry run have in common. They read no seats and no buckets, and sums of sales only if a ticket type is removed. */
import { hash } from 'node:crypto';
import { eventTag } from '../../contract/events/entity-tags.ts';
import { removedTypes } from '../../domain/edited-prices.ts';
import { faultsOfEdit, hasEnded } from '../../domain/event-edit-rules.ts';
import { type EventEdit, stateAfter } from '../../domain/event-edits.ts';
import { isExpected } from '../../domain/expected-versions.ts';
import type { EventFacts } from '../../domain/model.ts';
import { invalid, Refusal } from '../../domain/refusals.ts';
import type { ConditionalCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';

export const digestOf = (edit: EventEdit): string => hash('sha256', JSON.stringify(edit), 'base64url');

/**
 * Whether the event is as requested already: the response to an earlier call of the same edit was lost. Refuses an edit of another
 * version than the caller expects. The version that the last edit has changed is expected by the calls that repeat this edit.
 * `isUnknown`: an unfinished job may still change what the edit asks for, so it has to end first.
 */
export function isDone(
  { event }: EventFacts,
  edit: EventEdit,
  digest: string,
  { ifMatch, now }: ConditionalCall,
  { isUnknown = false } = {},
): boolean {
  const { version, lastEdit, lastEditFrom = version - 1 } = event;
  const isRepeated = lastEdit === digest && isExpected(ifMatch, version, lastEditFrom);
  if (!isRepeated && !isExpected(ifMatch, version)) throw new Refusal('event-changed', { etag: eventTag(event, now) });
  return (isRepeated || event.state === stateAfter(edit)) && !isUnknown;
}

/** Refuses an edit that the state of the event does not allow, or that has errors. */
export function requireEdit(facts: EventFacts, edit: EventEdit, now: number): void {
  requireEditable(facts, edit, now);
  const refusal = invalid(faultsOfEdit(facts, edit, now));
  if (refusal) throw refusal;
}

/** Refuses an edit that removes a ticket type of which there are bookings. */
export async function requireTypesUnused(
  { store }: Pick<Dependencies, 'store'>,
  { event }: EventFacts,
  { facts: { prices } }: EventEdit,
): Promise<void> {
  const removed = removedTypes(event.prices, prices);
  const types = removed.length > 0 ? await store.typesInUse(event.id, removed) : [];
  if (types.length > 0) throw new Refusal('ticket-type-in-use', { types });
}

/**
 * Requires a published event, or one whose state this edit moves further: closed, then cancelled, then deleted. A closed event that
 * has not ended can be opened again. An event whose places are not all written can only be deleted.
 */
function requireEditable(facts: EventFacts, { end }: EventEdit, now: number): void {
  const { state } = facts.event;
  if (state === 'published' || end === 'deleted') return;
  const isEditable = state === 'closed' && end !== undefined && !(end === 'reopened' && hasEnded(facts, now));
  if (!isEditable) throw new Refusal('event-not-editable', { state });
}
