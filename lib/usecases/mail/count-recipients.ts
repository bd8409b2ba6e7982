/** Counts the bookings that a message would reach. */

import { LIST_MS_MAX } from '../../domain/limits.ts';
import { isRecipient, type MailingText } from '../../domain/mailings.ts';
import type { EventFacts } from '../../domain/model.ts';
import { Refusal } from '../../domain/refusals.ts';
import type { Dependencies } from '../../ports/dependencies.ts';

export type CountDependencies = Pick<Dependencies, 'store' | 'administration' | 'stopwatch'>;

/**
 * Of a whole event, the sums of the journal have the number, so that it costs the same for few and for many bookings. Of sections, the
 * bookings are read; if that takes too long, the number of all bookings is the answer: the message reaches at most so many.
 */
export async function countRecipients(
  dependencies: CountDependencies,
  { event }: EventFacts,
  sections: string[] | undefined,
): Promise<number> {
  const ofSections = sections && (await countInSections(dependencies, event.id, sections));
  if (ofSections !== undefined) return ofSections;
  const tallies = await dependencies.administration.readTallies(event.id);
  // The rows of the sums are not updated at one instant.
  return Math.max(
    0,
    tallies.reduce((sum, { confirmed }) => sum + confirmed, 0),
  );
}

/** Undefined if there are too many claims to read in the time of a request. */
async function countInSections(
  { store, stopwatch }: CountDependencies,
  eventId: string,
  sections: string[],
): Promise<number | undefined> {
  const until = stopwatch() + LIST_MS_MAX;
  const text: MailingText = { kind: 'organizer-message', subject: '', text: '', sections };
  let counted = 0;
  let after: string | undefined;
  do {
    if (stopwatch() >= until) return undefined;
    const page = await store.listMatchingOfEvent(eventId, claim => isRecipient(claim, { at: 0, text }), {
      limit: COUNTED_AT_ONCE,
      ...(after !== undefined && { after }),
    });
    counted += page.items.length;
    after = page.next;
  } while (after !== undefined);
  return counted;
}
const COUNTED_AT_ONCE = 1_000;

/** Refuses sections that the event does not have. */
export function requireSections({ sections }: EventFacts, named: string[] = []): void {
  const absent = named.filter(id => !sections.some(section => section.id === id));
  if (absent.length > 0) throw new Refusal('place-not-found', { seatIds: [], areaIds: [], sectionIds: absent });
}
