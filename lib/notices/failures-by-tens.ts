/** Sends parts by tens, the most that EventBridge and SQS take in one request. */
import type { NoticeFailure } from '../ports/notices.ts';

const PER_REQUEST = 10;

/**
 * Sends the parts in their order. `send` returns an error for each part of a request that failed; if it throws, the whole request
 * failed, and the others go on. Returns the parts that failed.
 */
export async function failuresByTens<Part>(
  parts: Part[],
  send: (ten: Part[]) => Promise<(Error | undefined)[]>,
): Promise<NoticeFailure<Part>[]> {
  const failed: NoticeFailure<Part>[] = [];
  for (let at = 0; at < parts.length; at += PER_REQUEST) {
    const ten = parts.slice(at, at + PER_REQUEST);
    const errors: unknown[] = await send(ten).catch(error => ten.map(() => error));
    failed.push(...ten.flatMap((of, i) => (errors[i] === undefined ? [] : [{ of, error: errors[i] }])));
  }
  return failed;
}
