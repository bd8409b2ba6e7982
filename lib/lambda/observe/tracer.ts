/**
 * X-Ray's traces with what leads to them from elsewhere: the request id of a call, its operation, and each request to
 * DynamoDB. Only where X-Ray's daemon is there; everywhere else nothing of it is even loaded.
 */
import hooks, { AsyncLocalStorage } from 'node:async_hooks';
import type { Tracer } from '@aws-lambda-powertools/tracer';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { isTraced } from '../environment.ts';

/** What a trace is found by. No person, and nothing that they asked with. */
export type Marks = Record<string, string | undefined>;

export interface CallTracer {
  /** Does a call's work as a part of the trace of its own; `mark` may be called when something is known to find it by. */
  during<Answer>(work: (mark: (marks: Marks) => void) => Promise<Answer>): Promise<Answer>;
  /** From now on each request of this client is a part of the call's. */
  watch(client: DynamoDBDocumentClient): void;
}

const UNTRACED: CallTracer = { during: work => work(() => {}), watch: () => {} };

/** While the function starts, when Lambda gives it most of a processor. A trace is worth no request. */
export const tracer: CallTracer = isTraced() ? await openTracer().catch(() => UNTRACED) : UNTRACED;

async function openTracer(): Promise<CallTracer> {
  const { Tracer } = await withoutHooks(() => import('@aws-lambda-powertools/tracer'));
  const powertools = new Tracer({ serviceName: 'holdfast', captureHTTPsRequests: false });
  if (!powertools.isTracingEnabled()) return UNTRACED;
  const current = new AsyncLocalStorage<Part>();
  return {
    async during(work) {
      const part = powertools.getSegment()?.addNewSubsegment('## handler');
      if (!part) return work(() => {});
      try {
        return await current.run(part, () =>
          work(marks => {
            for (const [name, mark] of Object.entries(marks)) if (mark !== undefined) part.addAnnotation(name, mark);
          }),
        );
      } finally {
        endWhatIsOpen(part);
        part.close();
      }
    },
    watch: client => watchRequests(client, () => current.getStore()),
  };
}

type Part = ReturnType<NonNullable<ReturnType<Tracer['getSegment']>>['addNewSubsegment']>;

/** What a call answers without waiting for goes on; X-Ray's SDK would tell it as a part of the next call's trace. */
function endWhatIsOpen({ subsegments = [] }: Part): void {
  for (const open of [...subsegments]) endOnce(open);
}

function endOnce(part: Part): void {
  if (!part.isClosed()) part.close();
}

/**
 * Each request as a part of the call's: what was asked, how long it took with its retries, and the status. X-Ray's own way
 * to watch a client takes every refused condition for a fault, and sends its message and stack.
 */
function watchRequests(client: DynamoDBDocumentClient, partOfCall: () => Part | undefined): void {
  client.middlewareStack.add(
    (next, { commandName }) =>
      async request => {
        const call = partOfCall();
        if (!call || call.notTraced || call.isClosed()) return next(request);
        const part = call.addNewSubsegment('DynamoDB');
        part.addAttribute('namespace', 'aws');
        part.addAttribute('aws', { operation: commandName?.replace(/Command$/, '') });
        try {
          const answer = await next(request);
          tellStatus(part, answer.output.$metadata);
          return answer;
        } catch (error) {
          tellStatus(part, (error as { $metadata?: Metadata }).$metadata);
          throw error;
        } finally {
          endOnce(part);
        }
      },
    { step: 'build', name: 'holdfastTrace' },
  );
}

interface Metadata {
  httpStatusCode?: number | undefined;
}

/** A refusal is an answer. At fault is who fails, or says nothing at all. */
function tellStatus(part: Part, { httpStatusCode: status }: Metadata = {}): void {
  if (status !== undefined) part.addAttribute('http', { response: { status } });
  if (status === undefined || status >= 500) part.addFaultFlag();
}

/**
 * X-Ray's SDK follows every promise from one to the next, to tell concurrent requests apart, which makes each of them
 * dearer for the rest of the process. What belongs to which call is told by Node's own storage instead, at hardly a price.
 */
async function withoutHooks<Loaded>(load: () => Promise<Loaded>): Promise<Loaded> {
  const { createHook } = hooks;
  const none = { enable: () => none, disable: () => none };
  Object.assign(hooks, { createHook: () => none });
  try {
    return await load();
  } finally {
    Object.assign(hooks, { createHook });
  }
}
