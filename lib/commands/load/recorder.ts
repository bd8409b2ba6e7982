/** Sends calls and records them: each invocation before it is sent, and its answer when it arrives. */
import { CALL_HISTORY_VERSION, type CallHistory, type CallHistoryLine } from '../../checker/call-history.ts';
import type { Request, Response, Transport } from './transport.ts';

export interface RecordedRequest extends Request {
  /** The client that waits for the answer. */
  client: string;
  /** The user id of the caller; absent without a token. */
  caller?: string;
}

/** An answer, or undefined if none came: the outcome is unknown. */
export type Recorded = Response | undefined;

export interface Recorder {
  history: CallHistory;
  send(request: RecordedRequest): Promise<Recorded>;
  /** The number of calls so far. */
  calls(): number;
  /** Calls that wait for their answer. */
  inFlight(): number;
  /** All deadlines have passed, and all background work is done. */
  noteSettled(): void;
}

interface Needs {
  transport: Transport;
  /** Epoch ms. */
  now: () => number;
  source: string;
  skewMaxMs: number;
}

export function createRecorder({ transport, now, source, skewMaxMs }: Needs): Recorder {
  const lines: CallHistoryLine[] = [];
  const share = sharedTexts();
  let calls = 0;
  let inFlight = 0;
  return {
    history: { header: { is: 'call-history', version: CALL_HISTORY_VERSION, source, skewMaxMs }, lines },
    calls: () => calls,
    inFlight: () => inFlight,
    noteSettled: () => void lines.push({ is: 'settled', at: now() }),
    async send(request) {
      const call = ++calls;
      lines.push({ is: 'invoke', call, at: now(), ...invocationOf(request) });
      inFlight += 1;
      const response = await transport.send(request);
      inFlight -= 1;
      const at = now();
      if ('failure' in response) {
        lines.push({ is: 'unknown', call, at, because: response.failure });
        return undefined;
      }
      const { status, headers } = response;
      const body = share(request, response.body);
      lines.push({ is: 'answer', call, at, status, body, isReplay: headers['idempotent-replayed'] === 'true' });
      return { ...response, body };
    },
  };
}

/** Without the access token, which is a secret. */
const invocationOf = ({ client, caller, operation, key, params, query, body }: RecordedRequest) => ({
  client,
  ...(caller !== undefined && { caller }),
  operation,
  ...(key !== undefined && { key }),
  ...(params && { params }),
  ...(query && { query }),
  ...(body !== undefined && { body }),
});

/** Many clients get the same seat map. It is kept in memory once. */
function sharedTexts(): (request: Request, text: string) => string {
  const last = new Map<string, string>();
  return ({ operation, params }, text) => {
    if (text.length < 500) return text;
    const of = `${operation} ${params?.eventId}`;
    const known = last.get(of);
    if (known === text) return known;
    last.set(of, text);
    return text;
  };
}
