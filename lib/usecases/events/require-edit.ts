/** The checks that an edit and its dry run have in common. They read no seats and no buckets. */
import { hash } from 'node:crypto';
import { faultsOfEdit } from '../../domain/event-edit-rules.ts';
import type { EventEdit } from '../../domain/event-edits.ts';
import type { EventFacts } from '../../domain/model.ts';
import { invalid, Refusal } from '../../domain/refusals.ts';

export const digestOf = (edit: EventEdit): string => hash('sha256', JSON.stringify(edit), 'base64url');

/** Whether the event is as requested already: the response to an earlier call of the same edit was lost. */
export const isDone = ({ event }: EventFacts, { end }: EventEdit, digest: string): boolean =>
  event.lastEdit === digest || (end !== undefined && event.state === end);

/** Refuses an edit that the state of the event does not allow, or that has errors. */
export function requireEdit(facts: EventFacts, edit: EventEdit, now: number): void {
  requireEditable(facts, edit);
  const refusal = invalid(faultsOfEdit(facts, edit, now));
  if (refusal) throw refusal;
}

/**
 * Requires a published event, or one whose state this edit moves further: closed, then cancelled, then deleted. An event
 * whose places are not all written can only be deleted.
 */
function requireEditable({ event: { state } }: EventFacts, { end }: EventEdit): void {
  const isEditable = state === 'published' || (state === 'closed' && end !== undefined) || end === 'deleted';
  if (!isEditable) throw new Refusal('event-not-editable', { state });
}
