/** A request whose reply is lost: the service has answered, and the connection is cut before the browser reads it. */

import { createClient } from '../../../tools/client/src/client.ts';
import type { InputArguments } from '../../api/client.ts';

/** Returns false if there was no reply to lose. */
export async function callAndLoseReply(token: string, input: InputArguments<'place-hold'>[0]): Promise<boolean> {
  let isLost = false;
  const client = createClient({
    baseUrl: location.origin,
    token,
    // One attempt: the page sends the next one, and shows it.
    patienceMs: 0,
    chance: () => 1,
    fetch: async (url, request) => {
      const response = await fetch(url, request);
      isLost = true;
      await response.body?.cancel();
      throw new TypeError('the reply is lost');
    },
  });
  await client.call('place-hold', input).catch(() => undefined);
  return isLost;
}
