/** The accounts function: register, sessions, passwords, who am I. */
import { composed } from '../../lib/lambda/compose.ts';
import { type Bindings, created, httpFunction, noContent, ok } from '../../lib/lambda/http-function.ts';
import { changePassword } from '../../lib/usecases/change-password.ts';
import { login } from '../../lib/usecases/login.ts';
import { logout } from '../../lib/usecases/logout.ts';
import { readProfile } from '../../lib/usecases/read-profile.ts';
import { refresh } from '../../lib/usecases/refresh.ts';
import { register } from '../../lib/usecases/register.ts';

export const accounts: Bindings<'register' | 'login' | 'refresh' | 'logout' | 'change-password' | 'read-profile'> = {
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
  'read-profile': async (deps, call) => ok(await readProfile(deps, call)),
};

export const handler = httpFunction(accounts, composed);
