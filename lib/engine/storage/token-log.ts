/**
 * The client request tokens of the last ten minutes. A repeated token succeeds without effect if the request is the same, and
 * is refused otherwise. Requests are compared by a fingerprint, so that a busy table does not keep its requests in memory.
 */
import { DynamoDbError } from '../errors.ts';
import { TOKEN_LIFETIME_MS } from '../limits.ts';

interface Remembered {
  fingerprint: string;
  at: number;
}

export class TokenLog {
  private readonly tokens = new Map<string, Remembered>();

  /** Whether the transaction of this token has been committed. Throws if it was another transaction. */
  isRepeated(token: string, fingerprint: string, now: number): boolean {
    this.forgetBefore(now - TOKEN_LIFETIME_MS);
    const remembered = this.tokens.get(token);
    if (!remembered) return false;
    if (remembered.fingerprint === fingerprint) return true;
    throw new DynamoDbError(
      'IdempotentParameterMismatchException',
      'Item idempotency token has already been used with different parameters',
    );
  }

  /** Remembers the token of a committed transaction. A cancelled one may be sent again with its token. */
  remember(token: string, fingerprint: string, now: number): void {
    this.tokens.set(token, { fingerprint, at: now });
  }

  /** Tokens are in the order of their transactions. */
  private forgetBefore(time: number): void {
    for (const [token, { at }] of this.tokens) {
      if (at >= time) return;
      this.tokens.delete(token);
    }
  }
}
