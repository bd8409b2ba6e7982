/** The changes that open and end the session of the visitor. The service keeps the refresh token in a cookie. */
import { forgetBookings } from '../features/tickets/kept-tickets.ts';
import { call } from './client.ts';
import { useChange } from './queries.ts';
import { signOut } from './session.ts';

export const useSignIn = () => useChange('login-with-cookie');
export const useRegister = () => useChange('register-with-cookie');
export const useGuestSession = () => useChange('open-guest-session-with-cookie');

/** Ends the session. Without an answer it stays, so that nobody believes to be signed out who is not. */
export async function endSession(): Promise<void> {
  const answer = await call('logout-with-cookie');
  if (!answer.ok && answer.status >= 429) throw new Error(answer.problem.code);
  forgetVisitor();
}

/** After the session or the account has ended: nothing of it stays on this device. */
export function forgetVisitor(): void {
  signOut();
  forgetBookings().catch(() => undefined);
}
