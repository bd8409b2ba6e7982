/** Finds the code that a buyer typed. Each call reads it again: a code that has ended, or has got more uses, counts at once. */
import { codeIdOf } from '../../domain/codes.ts';
import type { CodeRequest } from '../../domain/price-places.ts';
import type { Dependencies } from '../../ports/dependencies.ts';

/**
 * Returns the typed code with the event's code, if there is one. A text that no code can have is answered like an unknown code, and so is a
 * code of another event. Without a code nothing is read. The store is reached through the event, so no answer tells of other events.
 */
export async function findCode(
  { store }: Pick<Dependencies, 'store'>,
  eventId: string,
  typed: string | undefined,
): Promise<CodeRequest | undefined> {
  if (typed === undefined) return undefined;
  const id = codeIdOf(typed);
  return { typed, found: id === undefined ? undefined : await store.readCode(eventId, id) };
}
