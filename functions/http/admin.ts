/** The administration function: who has an account, and which role. */
import { composed } from '../../lib/lambda/compose.ts';
import { type Bindings, httpFunction, ok } from '../../lib/lambda/http-function.ts';
import { paged } from '../../lib/lambda/pages.ts';
import { changeRole } from '../../lib/usecases/change-role.ts';
import { listUsers } from '../../lib/usecases/list-users.ts';

export const admin: Bindings<'list-users' | 'change-role'> = {
  'list-users': async (deps, call, { query }) =>
    ok(await paged('list-users', call, query, page => listUsers(deps, query, page))),
  'change-role': async (deps, call, { params, body }) => ok(await changeRole(deps, call, params.userId, body)),
};

export const handler = httpFunction(admin, composed);
