/** Accounts made through the API, for tests about registration, login and sessions. */
import type { SignedIn } from '../../lib/contract/accounts/responses.ts';
import type { ApiResponse, ProblemFields, World } from './world.ts';

export const PASSWORD = 'a long sentence of mine';
let people = 0;

/** Returns an e-mail address that is not registered yet. */
export function newEmail(): string {
  people += 1;
  return `person-${people}@holdfast.example`;
}

export const register = (
  world: World,
  body: { email?: string; password?: string; name?: string } = {},
): Promise<ApiResponse<SignedIn & ProblemFields>> =>
  world.invoke('register', { body: { email: newEmail(), password: PASSWORD, name: 'Somebody', ...body } });

export const login = (
  world: World,
  email: string,
  password = PASSWORD,
): Promise<ApiResponse<SignedIn & ProblemFields>> => world.invoke('login', { body: { email, password } });

export const refresh = (world: World, refreshToken: string): Promise<ApiResponse<SignedIn & ProblemFields>> =>
  world.invoke('refresh', { body: { refreshToken } });

export const logout = (world: World, refreshToken: string): Promise<ApiResponse<ProblemFields>> =>
  world.invoke('logout', { body: { refreshToken } });

export const changePassword = (
  world: World,
  token: string,
  currentPassword: string,
  newPassword: string,
): Promise<ApiResponse<ProblemFields>> =>
  world.invoke('change-password', { token, body: { currentPassword, newPassword } });
