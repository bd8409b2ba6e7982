/**
 * Signs a buyer without an account in by the link of a mail, and creates the guest if there is none. The use of the link is written in
 * the transaction of its effect, so the link works once. After a lost reply the buyer requests another link.
 */
import type { LinkUse } from '../../contract/accounts/requests.ts';
import type { SignedIn } from '../../contract/accounts/responses.ts';
import type { Account } from '../../domain/account.ts';
import { DECISIONS_MAX } from '../../domain/limits.ts';
import type { LinkOf } from '../../domain/links.ts';
import { busy, refuse } from '../../domain/refusals.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { newSession, signedIn } from './open-session.ts';
import { requireLink } from './require-link.ts';

type GuestDependencies = Pick<Dependencies, 'accounts' | 'ids' | 'linkTokens' | 'accessTokens' | 'refreshTokens'>;

export async function openGuestSession(
  dependencies: GuestDependencies,
  call: Call,
  { token }: LinkUse,
): Promise<SignedIn> {
  const { accounts } = dependencies;
  const link = await requireLink(dependencies, call, token, 'guest');
  for (let decision = 0; decision < DECISIONS_MAX; decision++) {
    const existing = await accounts.readByEmail(link.email);
    // Its owner signs in with the password, or sets one by a mail.
    if (existing && !existing.isGuest) throw refuse('email-taken');
    const guest = existing ?? newGuest(dependencies, call, link);
    const { session, token: refreshToken } = newSession(dependencies, call, guest);
    const used = { linkId: link.linkId, userId: guest.id, usedAt: call.now };
    const outcome = existing
      ? await accounts.openByLink(existing, session, used)
      : await accounts.create(guest, { session, link: used });
    if (outcome === 'done') return signedIn(dependencies, call, guest, refreshToken);
    if (outcome === 'link-used') throw refuse('link-used');
    // The account was changed or created meanwhile.
  }
  throw busy();
}

const newGuest = ({ ids }: Pick<Dependencies, 'ids'>, { now }: Call, link: LinkOf<'guest'>): Account => ({
  id: `usr_${ids.next()}`,
  email: link.email,
  name: link.name,
  role: 'customer',
  createdAt: now,
  version: 0,
  passwordVersion: 0,
  emailVerifiedAt: now,
  isGuest: true,
  ...(link.language && { language: link.language }),
});
