/** Repeats a request that is answered with 503, as clients do: with the same key, so that it has one effect. */
import { newKey } from './world.ts';

/** `act` sends the request with the key. A test that never gets another answer ends by its timeout. */
export async function retryWhileBusy<Response extends { status: number }>(
  act: (key: string) => Promise<Response>,
): Promise<Response> {
  const key = newKey();
  for (;;) {
    const answer = await act(key);
    if (answer.status !== 503) return answer;
  }
}
