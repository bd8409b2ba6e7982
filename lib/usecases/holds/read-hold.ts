/** Reads holds: one, also after it has ended, or all of a customer's. */
import { holdAnswer } from '../../contract/claims/claim-presenter.ts';
import type { Hold } from '../../contract/claims/messages.ts';
import { type HoldStatus, holdStatusAt } from '../../domain/hold-policy.ts';
import { claimIdOf } from '../../domain/ids.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { Page, PageRequest } from '../../ports/store.ts';
import { requireOwnHold } from '../change-claim.ts';

export async function readHold({ store }: Dependencies, call: CallerCall, holdId: string): Promise<Hold> {
  return holdAnswer(requireOwnHold(await store.readClaim(claimIdOf(holdId)), call.caller), call.now);
}

export async function listHolds(
  { store }: Dependencies,
  call: CallerCall,
  query: { status?: HoldStatus | undefined },
  page: PageRequest,
): Promise<Page<Hold>> {
  const matches = query.status;
  const found = await store.listClaims(
    call.caller.userId,
    claim => matches === undefined || holdStatusAt(claim, call.now) === matches,
    page,
  );
  return { ...found, items: found.items.map(claim => holdAnswer(claim, call.now)) };
}
