/** Reads holds: one, also after it has ended, or a customer's list. */
import { holdAnswer } from '../../contract/holds/presenter.ts';
import type { Hold } from '../../contract/holds/responses.ts';
import { type HoldStatus, holdStatusAt } from '../../domain/hold-policy.ts';
import { claimIdOf } from '../../domain/ids.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { Page, PageRequest } from '../../ports/store.ts';
import { requireOwnHold } from '../change-claim.ts';
import { factsOfClaims } from '../facts-of-claims.ts';

export async function readHold(
  { store, events }: Pick<Dependencies, 'store' | 'events'>,
  call: CallerCall,
  holdId: string,
): Promise<Hold> {
  const claim = requireOwnHold(await store.readClaim(claimIdOf(holdId)), call.caller);
  return holdAnswer(claim, call.now, await events.cached(claim.eventId));
}

export async function listHolds(
  dependencies: Pick<Dependencies, 'store' | 'events'>,
  call: CallerCall,
  { status }: { status?: HoldStatus | undefined },
  page: PageRequest,
): Promise<Page<Hold>> {
  const found = await dependencies.store.listClaims(
    call.caller.userId,
    claim => status === undefined || holdStatusAt(claim, call.now) === status,
    page,
  );
  const facts = await factsOfClaims(dependencies, found.items);
  return { ...found, items: found.items.map(claim => holdAnswer(claim, call.now, facts.get(claim.eventId))) };
}
