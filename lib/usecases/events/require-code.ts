/** Finds a code for a caller who may manage the codes of its event. */
import { codeIdOf } from '../../domain/codes.ts';
import type { EventFacts } from '../../domain/model.ts';
import type { Code } from '../../domain/price-model.ts';
import { refuse } from '../../domain/refusals.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { requireRight } from '../organizations/require-right.ts';

/** A code of an event by its text, as typed. */
export interface NamedCode {
  eventId: string;
  code: string;
}

/** Returns the code with its event, as both are now. */
export async function requireCode(
  dependencies: Pick<Dependencies, 'store' | 'events' | 'organizations'>,
  call: CallerCall,
  { eventId, code: typed }: NamedCode,
): Promise<{ code: Code; facts: EventFacts }> {
  const facts = await requireRight(dependencies, await dependencies.events.fresh(eventId), call, 'edit-events');
  const id = codeIdOf(typed);
  const code = id === undefined ? undefined : await dependencies.store.readCode(eventId, id);
  if (!code) throw refuse('code-not-found');
  return { code, facts };
}
