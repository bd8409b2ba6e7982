/** Reads holds: one, also after it has ended, or a customer's list. */
import { holdAnswer } from '../../contract/holds/presenter.ts';
import type { Hold } from '../../contract/holds/responses.ts';
import { type HoldStatus, holdStatusAt } from '../../domain/hold-policy.ts';
import { claimIdOf } from '../../domain/ids.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { Page, PageRequest } from '../../ports/store.ts';
import { requireOwnHold } from '../change-claim.ts';

export async function readHold(
  { store }: Pick<Dependencies, 'store'>,
  call: CallerCall,
  holdId: string,
): Promise<Hold> {
  return holdAnswer(requireOwnHold(await store.readClaim(claimIdOf(holdId)), call.caller), call.now);
}

export async function listHolds(
  { store }: Pick<Dependencies, 'store'>,
  call: CallerCall,
  { status }: { status?: HoldStatus | undefined },
  page: PageRequest,
): Promise<Page<Hold>> {
  const found = await store.listClaims(
    call.caller.userId,
    claim => status === undefined || holdStatusAt(claim, call.now) === status,
    page,
  );
  return { ...found, items: found.items.map(claim => holdAnswer(claim, call.now)) };
}
