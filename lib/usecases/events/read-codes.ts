/** Reads the codes of an event for members who may edit it, with the uses that holds and bookings have taken. */
import { codeAnswer } from '../../contract/events/code-presenter.ts';
import type { Code } from '../../contract/events/code-responses.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { Page, PageRequest } from '../../ports/store.ts';
import { requireRight } from '../organizations/require-right.ts';
import { type NamedCode, requireCode } from './require-code.ts';

type ReadDependencies = Pick<Dependencies, 'store' | 'events' | 'organizations' | 'codes'>;

export async function readCode(dependencies: ReadDependencies, call: CallerCall, named: NamedCode): Promise<Code> {
  const { code, facts } = await requireCode(dependencies, call, named);
  return codeAnswer(code, await dependencies.codes.readUses(code, call.now), facts.event.currency, call.now);
}

/** Lists the codes by their texts. A page that has read very many counters ends early. */
export async function listCodes(
  dependencies: ReadDependencies,
  call: CallerCall,
  eventId: string,
  { limit, after }: PageRequest,
): Promise<Page<Code>> {
  const { event } = await requireRight(dependencies, await dependencies.events.fresh(eventId), call, 'edit-events');
  const found = await dependencies.codes.list(eventId, call.now, {
    limit,
    ...(after !== undefined && { after: after.slice(POSITION.length) }),
  });
  return {
    items: found.items.map(({ code, uses }) => codeAnswer(code, uses, event.currency, call.now)),
    ...(found.next !== undefined && { next: `${POSITION}${found.next}` }),
  };
}

/** Positions in cursors have the form of a time and an id. Texts have no time. */
const POSITION = '00000000000000#';
