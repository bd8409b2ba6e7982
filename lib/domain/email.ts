/**
 * The one rule for e-mail addresses. An account has an address in one form: lower case, with the ASCII form of an
 * international domain, so that `Anna@münchen.example` and `anna@xn--mnchen-3ya.example` are one account.
 */
import { hash } from 'node:crypto';
import { domainToASCII } from 'node:url';

export const EMAIL_LENGTH_MAX = 254;
const LOCAL_LENGTH_MAX = 64;

/** The characters that browsers accept in a field of type email: html.spec.whatwg.org/#valid-e-mail-address. */
const LOCAL = String.raw`[a-zA-Z0-9.!#$%&'*+/=?^_\x60{|}~-]+`;
/** A label of a domain in letters of any script. */
const LABEL = String.raw`[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}\u200c\u200d-]{0,61}[\p{L}\p{M}\p{N}])?`;
/** International domains are also typed with the full stops of East Asian keyboards. */
const DOT = String.raw`[.\u3002\uff0e\uff61]`;
/** The form of an address as people type it. The domain must also have an ASCII form, and the lengths are limited in that form. */
export const EMAIL_FORM = new RegExp(`^${LOCAL}@${LABEL}(?:${DOT}${LABEL})*$`, 'u');

const ASCII_LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const ASCII_DOMAIN = new RegExp(`^${ASCII_LABEL}(?:\\.${ASCII_LABEL})*$`);

/** Returns the form in which an account has the address, or what is wrong with the address. */
export function parseEmail(text: string): { email: string } | { fault: string } {
  if (!EMAIL_FORM.test(text)) return { fault: faultOfEmailForm(text) };
  const at = text.indexOf('@');
  const domain = asciiDomain(text.slice(at + 1));
  if (domain === undefined) return { fault: 'has a domain without a valid ASCII form' };
  const email = `${text.slice(0, at).toLowerCase()}@${domain}`;
  if (email.length <= EMAIL_LENGTH_MAX) return { email };
  return { fault: `must have at most ${EMAIL_LENGTH_MAX} characters, with its domain in ASCII` };
}

/** Whether the part before @ is short enough for mail servers (RFC 5321). Accounts of earlier versions may have a longer one. */
export const hasUsableLocalPart = (text: string): boolean => text.indexOf('@') <= LOCAL_LENGTH_MAX;
export const LOCAL_PART_TOO_LONG = `must have at most ${LOCAL_LENGTH_MAX} characters before the @`;

/** Says why a text does not match `EMAIL_FORM`. */
export function faultOfEmailForm(text: string): string {
  const [local = ''] = text.split('@');
  if (text.includes('@') && /\P{ASCII}/u.test(local)) return 'must have only ASCII characters before the @';
  return 'must be an e-mail address, such as anna@example.org';
}

/** The ASCII form of a domain, or undefined if it has none. A domain in ASCII is not changed, except for its case. */
function asciiDomain(domain: string): string | undefined {
  const lower = domain.toLowerCase();
  if (ASCII_DOMAIN.test(lower)) return lower;
  const ascii = domainToASCII(domain);
  // A domain of digits in another script would become an IPv4 address.
  return ASCII_DOMAIN.test(ascii) && !/(^|\.)\d+$/.test(ascii) ? ascii : undefined;
}

/** The digest by which rows name an address that they need not show. */
export const digestOfEmail = (email: string): string => hash('sha256', email.toLowerCase(), 'base64url');
