/**
 * X-Ray's traces with what leads to them from elsewhere: the request id of a call, its operation, and each request to
 * DynamoDB. Only where X-Ray's daemon is there; everywhere else nothing of it is even loaded.
 */
import hooks from 'node:async_hooks';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { isTraced } from './environment.ts';

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
  return {
    async during(work) {
      const own = powertools.getSegment();
      const part = own?.addNewSubsegment('## handler');
      if (part) powertools.setSegment(part);
      try {
        return await work(marks => {
          for (const [name, mark] of Object.entries(marks)) if (mark !== undefined) part?.addAnnotation(name, mark);
        });
      } finally {
        part?.close();
        if (own) powertools.setSegment(own);
      }
    },
    watch: client => void powertools.captureAWSv3Client(client),
  };
}

/**
 * X-Ray's SDK follows every promise from one to the next, to tell concurrent requests apart, which makes each of them
 * dearer for the rest of the process. A function answers one request at a time: there is nothing to tell apart.
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
