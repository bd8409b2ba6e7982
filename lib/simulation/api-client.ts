/** The client of a simulated user. It sends each request to one of the instances, gives up after a time, and records the calls. */
import type { Context } from 'aws-lambda';
import { type OperationId, ROUTES } from '../contract/routes.ts';
import type { Caller } from '../ports/calls.ts';
import { type ApiRequest, apiEventOf } from './api-event.ts';
import { currentChance } from './chance.ts';
import { type Instance, tokenOf } from './instance.ts';
import type { Recorder } from './recorder.ts';
import type { VirtualTime } from './virtual-time.ts';

export interface ApiAnswer {
  status: number;
  /** The parsed body; undefined without one. */
  // biome-ignore lint/suspicious/noExplicitAny: a client reads the fields that it hopes for
  body: any;
}

export interface ApiClient {
  /** Sends a request. Undefined if no answer came in time. */
  send(
    operation: OperationId,
    request: Omit<ApiRequest, 'token'> & { as?: Caller },
    patienceMs?: number,
  ): Promise<ApiAnswer | undefined>;
}

/** API Gateway ends every request after this time. */
export const PATIENCE_MAX_MS = 29_000;
const INTERNET_MAX_MS = 30;
/** The share of answers that are lost on the way to the client. */
const ANSWER_LOST = 0.03;

export function createApiClient(
  name: string,
  { time, recorder, instances, newRequestId, isOver }: ApiSurroundings,
): ApiClient {
  return {
    async send(operation, { as, ...request }, patienceMs = PATIENCE_MAX_MS) {
      const chance = currentChance();
      // A step that still waits when the steps are over sends nothing more.
      if (chance && isOver()) return new Promise(() => undefined);
      const event = apiEventOf(ROUTES[operation], { ...request, ...(as && { token: tokenOf(as) }) }, newRequestId());
      const { key, params, query, body } = request;
      const call = recorder.invoke({
        client: name,
        operation,
        ...(as && { caller: as.userId }),
        ...(key !== undefined && { key }),
        ...(params && { params }),
        ...(query && { query }),
        ...(body !== undefined && { body }),
      });
      const instance = chance ? chance.pick(instances) : (instances[0] as Instance);
      const travel = () => (chance ? time.sleep(chance.between(1, INTERNET_MAX_MS)) : undefined);
      const isAnswerLost = chance?.happens(ANSWER_LOST) === true;
      const answered = (async () => {
        await travel();
        const response = await instance.handle(event, {} as Context);
        await travel();
        return isAnswerLost ? time.sleep(PATIENCE_MAX_MS) : response;
      })();
      const response = await (chance ? Promise.race([answered, time.sleep(patienceMs)]) : answered);
      if (!response) {
        recorder.unknown(call, `no answer within ${Math.round(patienceMs)} ms`);
        return undefined;
      }
      const { statusCode: status = 200, body: text = '', headers = {} } = response;
      recorder.answer(call, { status, body: text, isReplay: headers['idempotent-replayed'] !== undefined });
      return { status, body: text === '' ? undefined : JSON.parse(text) };
    },
  };
}

export interface ApiSurroundings {
  time: VirtualTime;
  recorder: Recorder;
  instances: readonly Instance[];
  newRequestId: () => string;
  /** Whether the steps of the run are over. */
  isOver: () => boolean;
}
