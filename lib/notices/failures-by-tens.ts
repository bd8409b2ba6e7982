/** Sends parts by tens, the most that EventBridge takes in one request. */
import type { NoticeFailure } from '../ports/notices.ts';

const TOGETHER = 10;

/**
 * Sends the parts in their order. `send` returns an error for each part that failed; if it throws, all ten failed, and the others go on.
 * Returns the parts that failed.
 */
export async function failuresByTens<Part>(
  parts: Part[],
  send: (ten: Part[]) => Promise<unknown[]>,
): Promise<NoticeFailure<Part>[]> {
  const failed: NoticeFailure<Part>[] = [];
  for (let at = 0; at < parts.length; at += TOGETHER) {
    const ten = parts.slice(at, at + TOGETHER);
    const errors: unknown[] = await send(ten).catch(error => ten.map(() => error));
    failed.push(...ten.flatMap((of, i) => (errors[i] === undefined ? [] : [{ of, error: errors[i] }])));
  }
  return failed;
}
