/** The accounts function: register, sign in, who am I. */
import { composed } from '../../lib/lambda/compose.ts';
import { type Bindings, created, httpFunction, ok } from '../../lib/lambda/http-function.ts';
import { login, readProfile, register } from '../../lib/usecases/accounts.ts';

export const accounts: Bindings<'register' | 'login' | 'read-profile'> = {
  register: async (deps, call, { body }) => created(await register(deps, call, body)),
  login: async (deps, call, { body }) => ok(await login(deps, call, body)),
  'read-profile': async (deps, call) => ok(await readProfile(deps, call)),
};

export const handler = httpFunction(accounts, composed);
