/**
 * The session of this tab. The access token is only in memory. The refresh token is a cookie that no script can read, so a new tab or a
 * reloaded page gets an access token by a refresh. All tabs of the browser have one session, and refresh one after another.
 */
import type { Schemas } from '../../tools/client/src/types.ts';
import { forwardTo, type TabMessage } from './tabs.ts';

export type User = Schemas['User'];
type SignedIn = Schemas['CookieSession'];

export type SessionState =
  /** Not asked yet whether the cookie is valid. */
  | { is: 'unknown' }
  /** `isExpired`: the visitor was signed in, and the service has ended the session. */
  | { is: 'signed-out'; isExpired: boolean }
  | { is: 'signed-in'; user: User };

interface Token {
  text: string;
  /** Epoch ms, by the clock of this device. */
  expiresAt: number;
}

/** Calls a route of sessions with the cookie. `refused`: the cookie is not valid, or there is none. */
export type AskForSession = () => Promise<{ is: 'signed-in'; session: SignedIn } | { is: 'refused' }>;

/** The id of the user: a hint, so that visitors without a session cause no request that is refused. */
const HINT = 'holdfast-session';
/** A token is renewed so long before it expires, so that a slow request does not arrive too late. */
const RENEW_BEFORE_MS = 30_000;

let state: SessionState =
  localStorage.getItem(HINT) === null ? { is: 'signed-out', isExpired: false } : { is: 'unknown' };
let token: Token | undefined;
let refreshing: Promise<void> | undefined;
const listeners = new Set<() => void>();

const tellTabs = forwardTo('holdfast-session', (message: TabMessage) => {
  if (message.is === 'signed-out') end(false);
  else if (state.is !== 'signed-in' || state.user.id !== message.userId) {
    token = undefined;
    change({ is: 'unknown' });
  }
});

export const readSession = (): SessionState => state;

/** The user of this device. Without a connection the service cannot confirm the session, and what the device keeps is shown all the same. */
export function userIdOfDevice(): string | undefined {
  if (state.is === 'signed-in') return state.user.id;
  return state.is === 'unknown' ? (localStorage.getItem(HINT) ?? undefined) : undefined;
}

/** Calls the listener after each change. Returns the function that ends this. */
export function onSession(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Begins the session that a route has opened. */
export function begin(session: SignedIn): void {
  accept(session);
  tellTabs({ is: 'signed-in', userId: session.user.id });
}

/** Replaces the visitor's own data after they have changed them. */
export function changeUser(user: User): void {
  if (state.is === 'signed-in') change({ is: 'signed-in', user });
}

/** Ends the session here and in the other tabs. The caller has asked the service to end it. */
export function signOut(): void {
  end(false);
  tellTabs({ is: 'signed-out' });
}

/** The current access token, renewed if it expires soon; undefined if nobody is signed in. */
export async function accessToken(ask: AskForSession): Promise<string | undefined> {
  if (state.is === 'signed-out') return undefined;
  if (!token || token.expiresAt - RENEW_BEFORE_MS < Date.now()) await renew(ask);
  return token?.text;
}

/** Renews the access token after the service refused it. Returns false if the session has ended. */
export async function renewRefused(ask: AskForSession, refused: string): Promise<boolean> {
  if (token?.text === refused) {
    token = undefined;
    await renew(ask);
  }
  return token !== undefined;
}

/** One refresh at a time in this tab, and by the lock in all tabs of the browser. */
function renew(ask: AskForSession): Promise<void> {
  refreshing ??= navigator.locks
    .request('holdfast-refresh', async () => {
      const answer = await ask();
      if (answer.is === 'signed-in') accept(answer.session);
      else end(state.is === 'signed-in' || localStorage.getItem(HINT) !== null);
    })
    .finally(() => {
      refreshing = undefined;
    });
  return refreshing;
}

function accept({ user, accessToken, expiresIn }: SignedIn): void {
  token = { text: accessToken, expiresAt: Date.now() + expiresIn * 1_000 };
  localStorage.setItem(HINT, user.id);
  change({ is: 'signed-in', user });
}

function end(isExpired: boolean): void {
  token = undefined;
  localStorage.removeItem(HINT);
  change({ is: 'signed-out', isExpired });
}

function change(next: SessionState): void {
  state = next;
  for (const listener of listeners) listener();
}
