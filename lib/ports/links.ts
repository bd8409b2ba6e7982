/** The port of links: the signed tokens in the links of mails. */
import type { DatedLink, LinkOf, LinkPurpose } from '../domain/links.ts';
import type { InvalidLinkReason } from '../domain/refusals.ts';

/** The reasons that the text alone tells. Only the rows of the account tell that a link is outdated. */
export type LinkFault = Exclude<InvalidLinkReason, 'outdated'>;

export type VerifiedLink<Purpose extends LinkPurpose> = { link: LinkOf<Purpose> } | { fault: LinkFault };

export interface LinkTokens {
  /** Signs a link with the key in use at `now` (epoch ms). */
  sign(dated: DatedLink, now: number): Promise<string>;
  /** Verifies a token for this purpose at `now`. Reads the keys again if the key of the token is unknown. */
  verify<Purpose extends LinkPurpose>(text: string, purpose: Purpose, now: number): Promise<VerifiedLink<Purpose>>;
}
