/** Links of mails: a token that is none of this stage for this purpose, or whose time is over, is refused with its reason. */
import type { LinkOf, LinkPurpose } from '../../domain/links.ts';
import { Refusal } from '../../domain/refusals.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';

export async function requireLink<Purpose extends LinkPurpose>(
  { linkTokens }: Pick<Dependencies, 'linkTokens'>,
  { now }: Call,
  token: string,
  purpose: Purpose,
): Promise<LinkOf<Purpose>> {
  const verified = await linkTokens.verify(token, purpose, now);
  if ('fault' in verified) throw new Refusal('invalid-link', { reason: verified.fault });
  return verified.link;
}

/** The link is genuine and in time, but its account is gone, or has another address or password than the one it was made for. */
export const outdatedLink = (): Refusal<'invalid-link'> => new Refusal('invalid-link', { reason: 'outdated' });
