/** The calls of a smoke test over HTTPS. Each must have the expected status, and is repeated while the service asks for that. */
import { UsageError } from '../../cli/usage-error.ts';
import type { Answer, Call, Client } from '../race/client.ts';

/** Sends a call, and returns the body if the status is as expected. Throws an Error that says what came instead. */
export type Api = <Body>(call: Call, expected: number) => Promise<Body>;

/** A call with an idempotency key may be repeated. So may others that were not executed, such as one that was throttled. */
const TRIES_MAX = 20;
const PAUSE_MS = 1_000;
const UNDECIDED = [202, 429, 503];

export function apiOf(client: Pick<Client, 'send'>, pause: (ms: number) => Promise<unknown>): Api {
  const send = async (call: Call, expected: number): Promise<Answer> => {
    for (let tried = 1; ; tried++) {
      const answer = await client.send(call);
      const isDecided = answer.status === expected || !UNDECIDED.includes(answer.status);
      if (isDecided || tried === TRIES_MAX) return answer;
      await pause(PAUSE_MS);
    }
  };
  return async <Body>(call: Call, expected: number) => {
    const { status, body, failure } = await send(call, expected);
    if (status === expected) return body as Body;
    const { code = '', detail = '' } =
      typeof body === 'object' && body !== null ? (body as Record<string, string>) : {};
    const answered = failure ? `no answer (${failure})` : `${status} ${code} ${detail}`.trim();
    throw new Error(`${call.method ?? 'GET'} ${call.path} was answered with ${answered}, not ${expected}`);
  };
}

/** The address of the API. An emulator of AWS serves it under a path, because it has no host name for it. */
export function addressOf(apiUrl: string | undefined, emulator: string | undefined): URL {
  const url = URL.parse(apiUrl ?? '');
  if (!url) throw new UsageError('The stack has no output ApiUrl. Deploy it again.');
  const [apiId] = url.hostname.split('.');
  return emulator ? new URL(`${emulator.replace(/\/$/, '')}/_aws/execute-api/${apiId}/$default/`) : url;
}
