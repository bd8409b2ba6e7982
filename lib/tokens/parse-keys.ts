/** The parts that token keys and ticket keys share: how a secret is parsed, and when it may be rotated again. */
import type * as z from 'zod/mini';

/** Parses keys. The error is the complaint alone, because the message of a parser would quote the secret. */
export function parseKeys<Keys>(schema: z.ZodMiniType<Keys>, json: string, complaint: string): Keys {
  try {
    const { data } = schema.safeParse(JSON.parse(json));
    if (data !== undefined) return data;
  } catch {
    // Not rethrown, because the parser's message would quote the secret.
  }
  throw new Error(complaint);
}

/** Throws if the last rotation was less than `pauseMs` ago. `rotatedAt` is undefined if there was none. */
export function requireRotationOver(rotatedAt: number | undefined, pauseMs: number, now: number): void {
  const rotatesFrom = (rotatedAt ?? Number.NEGATIVE_INFINITY) + pauseMs;
  if (now >= rotatesFrom) return;
  throw new Error(
    `the last rotation is not over: rotate again from ${new Date(rotatesFrom).toISOString()} on, ` +
      'or replace the keys at once if they have leaked',
  );
}
