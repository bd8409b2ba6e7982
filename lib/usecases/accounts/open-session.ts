/** Sessions and their tokens, for a user who has just proved their identity. */

import { userAnswer } from '../../contract/accounts/presenter.ts';
import type { SignedIn } from '../../contract/accounts/responses.ts';
import type { Account, Session } from '../../domain/account.ts';
import { ACCESS_TOKEN_SECONDS, SESSION_SECONDS } from '../../domain/limits.ts';
import { SECOND_MS } from '../../domain/time.ts';
import type { RefreshToken } from '../../ports/accounts.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';

/** Makes a new session and its first refresh token. The caller of this function stores the session. */
export function newSession(
  { refreshTokens }: Pick<Dependencies, 'refreshTokens'>,
  { now }: Call,
  account: Account,
): { session: Session; token: RefreshToken } {
  const token = refreshTokens.issue();
  const session: Session = {
    id: token.sessionId,
    userId: account.id,
    passwordVersion: account.passwordVersion,
    tokenHash: token.hash,
    createdAt: now,
    expiresAt: now + SESSION_SECONDS * SECOND_MS,
  };
  return { session, token };
}

/** Returns a pair of tokens with their user. The access token carries the account's present role. */
export async function signedIn(
  { accessTokens }: Pick<Dependencies, 'accessTokens'>,
  { now }: Call,
  account: Account,
  { text: refreshToken, sessionId }: RefreshToken,
): Promise<SignedIn> {
  const accessToken = await accessTokens.sign({ userId: account.id, role: account.role, sessionId }, now);
  return {
    user: userAnswer(account),
    accessToken,
    refreshToken,
    tokenType: 'Bearer',
    expiresIn: ACCESS_TOKEN_SECONDS,
  };
}
