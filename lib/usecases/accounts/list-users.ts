/** Lists accounts, newest first. A filter by e-mail reads the one account that has it. */
import { userAnswer } from '../../contract/accounts/presenter.ts';
import type { User } from '../../contract/accounts/user.ts';
import type { UsersQuery } from '../../contract/administration/requests.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { Page, PageRequest } from '../../ports/store.ts';

export async function listUsers(
  { accounts }: Pick<Dependencies, 'accounts'>,
  { email, role }: Pick<UsersQuery, 'email' | 'role'>,
  page: PageRequest,
): Promise<Page<User>> {
  if (email !== undefined) {
    const account = await accounts.readByEmail(email);
    return { items: account && (!role || account.role === role) ? [userAnswer(account)] : [] };
  }
  const { items, next } = await accounts.list(account => !role || account.role === role, page);
  return { items: items.map(userAnswer), ...(next !== undefined && { next }) };
}
