/**
 * Removes the requests for mails to an address, when its account is deleted: they have the address, and some have a name, until the mail
 * has ended. A mail that was not sent yet is not sent any more. The index may lack requests of the last moment; the worker ends these.
 */
import { busy } from '../../domain/refusals.ts';
import { isMailTo } from '../conditions.ts';
import { deletion } from '../expression.ts';
import { newestIn } from '../index-pages.ts';
import { mailedPartition } from '../keys.ts';
import { keyOf } from '../row-parsers.ts';
import type { Table } from '../table.ts';
import { transact } from '../transact.ts';

const MAILS_AT_ONCE = 50;

export async function forgetMails(table: Table, email: string): Promise<void> {
  const page = newestIn(table, 'byRegistration', mailedPartition(email));
  for (let after: string | undefined; ; ) {
    const entries = await page(after, MAILS_AT_ONCE);
    if (entries.length === 0) return;
    const actions = entries.map(entry => ({ Delete: deletion(table.names.accounts, keyOf(entry), isMailTo(email)) }));
    if ((await transact(table, actions, { idempotencyFirst: false })).is === 'busy') throw busy();
    after = String(entries.at(-1)?.registeredSk);
  }
}
