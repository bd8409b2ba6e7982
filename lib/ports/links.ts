/** The port of links: the signed tokens in the links of mails. */
import type { DatedLink, LinkOf, LinkPurpose } from '../domain/links.ts';

/**
 * Why a text is no link of this stage for this purpose. `malformed`: it has not the form of a token. `foreign`: a key that is not, or no
 * longer, one of this stage signed it, or it is for another purpose. `expired`: its time is over.
 */
export const LINK_FAULTS = ['malformed', 'foreign', 'expired'] as const;
export type LinkFault = (typeof LINK_FAULTS)[number];

export type VerifiedLink<Purpose extends LinkPurpose> = { link: LinkOf<Purpose> } | { fault: LinkFault };

export interface LinkTokens {
  /** Signs a link with the key in use at `now` (epoch ms). */
  sign(dated: DatedLink, now: number): Promise<string>;
  /** Verifies a token for this purpose at `now`. Reads the keys again if the key of the token is unknown. */
  verify<Purpose extends LinkPurpose>(text: string, purpose: Purpose, now: number): Promise<VerifiedLink<Purpose>>;
}
