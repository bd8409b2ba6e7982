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
  private recent = new Map<string, Remembered>();
  private recentSince = Number.NEGATIVE_INFINITY;
  /** The tokens from before `recentSince`. They are dropped all at once, because a search for old ones would take time. */
  private older = new Map<string, Remembered>();

  /** Whether a transaction with this token has been committed. Throws if that transaction was a different one. */
  isRepeated(token: string, fingerprint: string, now: number): boolean {
    const remembered = this.recent.get(token) ?? this.older.get(token);
    if (!remembered || remembered.at < now - TOKEN_LIFETIME_MS) return false;
    if (remembered.fingerprint === fingerprint) return true;
    throw new DynamoDbError(
      'IdempotentParameterMismatchException',
      'Item idempotency token has already been used with different parameters',
    );
  }

  /** Remembers the token of a committed transaction. A cancelled one may be sent again with its token. */
  remember(token: string, fingerprint: string, now: number): void {
    if (now - this.recentSince > TOKEN_LIFETIME_MS) {
      this.older = this.recent;
      this.recent = new Map();
      this.recentSince = now;
    }
    this.recent.set(token, { fingerprint, at: now });
  }

  /** The number of tokens in memory. */
  get size(): number {
    return this.recent.size + this.older.size;
  }
}
