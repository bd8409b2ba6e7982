/** The accounts function: registration, sessions, passwords and the caller's profile; on test stages also customers of demonstrations. */
import { ACCOUNT_REQUESTS } from '../../lib/contract/accounts/requests.ts';
import { composed } from '../../lib/lambda/compose/http-service.ts';
import { paged } from '../../lib/lambda/http/cursors.ts';
import { type BindingsOf, created, httpFunction, noContent, ok } from '../../lib/lambda/http/http-function.ts';
import { changePassword } from '../../lib/usecases/accounts/change-password.ts';
import { deleteOwnAccount } from '../../lib/usecases/accounts/delete-account.ts';
import { exportAccount } from '../../lib/usecases/accounts/export-account.ts';
import { login } from '../../lib/usecases/accounts/login.ts';
import { logout } from '../../lib/usecases/accounts/logout.ts';
import { readProfile } from '../../lib/usecases/accounts/read-profile.ts';
import { refresh } from '../../lib/usecases/accounts/refresh.ts';
import { register } from '../../lib/usecases/accounts/register.ts';
import { createDemoCustomers } from '../../lib/usecases/demo/create-demo-customers.ts';

export const accounts: BindingsOf<'accounts'> = {
  register: async (deps, call, { body }) => created(await register(deps, call, body)),
  login: async (deps, call, { body }) => ok(await login(deps, call, body)),
  refresh: async (deps, call, { body }) => ok(await refresh(deps, call, body)),
  logout: async (deps, call, { body }) => {
    await logout(deps, call, body);
    return noContent;
  },
  'change-password': async (deps, call, { body }) => {
    await changePassword(deps, call, body);
    return noContent;
  },
  'export-account': async (deps, call, { query }) =>
    ok(await paged('export-account', call, query, page => exportAccount(deps, call, page))),
  'delete-account': async (deps, call, { body }) => {
    await deleteOwnAccount(deps, call, body);
    return noContent;
  },
  'read-profile': async (deps, call) => ok(await readProfile(deps, call)),
  'create-demo-customers': async (deps, call, { body }) => created(await createDemoCustomers(deps, call, body)),
};

export const handler = httpFunction(accounts, ACCOUNT_REQUESTS, composed);
