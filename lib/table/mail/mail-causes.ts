/** Reads a record of the stream of accounts: the request of a mail, or of a mailing. */

import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { REQUESTED } from '../../domain/mail.ts';
import type { MailCause } from '../../ports/mail.ts';
import type { Images } from '../journal/stream-images.ts';
import { nameIn, PREFIX } from '../keys.ts';
import { number, object, parseRow, text } from '../row-parsers.ts';
import { mailIdIn } from './mail-rows.ts';

const requested = object<{ state: string; at: number }>({ state: text, at: number });

/** Returns undefined for a row that requests nothing. Throws if a request is malformed. */
export function mailCauseIn({ NewImage }: Pick<Images, 'NewImage'>): MailCause | undefined {
  if (!NewImage) return undefined;
  const row = unmarshall(NewImage as Record<string, AttributeValue>);
  const [isMail, isMailing] = [PREFIX.mail, PREFIX.mailing].map(prefix => String(row.pk).startsWith(prefix));
  if ((!isMail && !isMailing) || row.state !== REQUESTED) return undefined;
  const { at } = parseRow(row, requested);
  return isMail
    ? { is: 'mail', mailId: mailIdIn(row), at }
    : { is: 'mailing', mailingId: nameIn(row.pk, PREFIX.mailing), at };
}
