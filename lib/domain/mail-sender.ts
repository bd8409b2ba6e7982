/** The sender of a stage's mails, as the operator writes it: `Name <tickets@example.org>`, or only the address. */
import { hasUsableLocalPart, LOCAL_PART_TOO_LONG, parseEmail } from './email.ts';

export interface MailSender {
  name?: string;
  email: string;
}

/** The parts of a sender. A name may be in double quotes. */
const WITH_NAME = /^\s*(?:"([^"]*)"|([^<>"]*?))\s*<([^<>]*)>\s*$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they would end the header
const CONTROL = /[\0-\x1f\x7f-\x9f\u2028\u2029]/;

/** Returns the sender, or what is wrong with the text. */
export function parseMailSender(text: string): MailSender | { fault: string } {
  const [, quoted, plain, address] = WITH_NAME.exec(text) ?? [];
  const name = (quoted ?? plain ?? '').trim();
  if (CONTROL.test(text)) return { fault: 'must be one line' };
  const parsed = parseEmail((address ?? text).trim());
  if ('fault' in parsed) return { fault: `must be an address, such as Tickets <tickets@example.org>: ${parsed.fault}` };
  if (!hasUsableLocalPart(parsed.email)) return { fault: LOCAL_PART_TOO_LONG };
  return { email: parsed.email, ...(name !== '' && { name }) };
}

/** The domain of an address. */
export const domainOf = (email: string): string => email.slice(email.lastIndexOf('@') + 1);
