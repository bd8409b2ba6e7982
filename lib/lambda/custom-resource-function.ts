/**
 * Around a function that CloudFormation calls while it deploys, and people between deployments. CloudFormation waits for
 * an answer at an address: whatever fails, it gets one, with a reason that tells no secret. Without middy, which hangs the
 * first error on the one that is thrown, and Lambda logs both.
 */
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import type { Log } from '../ports/observability.ts';

export interface Deployment {
  /** Of what is made, and the same for its whole life: under another one CloudFormation would remove what this one names. */
  physicalId: string;
  change: Record<CloudFormationCustomResourceEvent['RequestType'], () => Promise<void>>;
  /** For who calls directly; throws where it does not know what is asked. */
  answer(event: unknown): Promise<unknown>;
}

export type DeployHandler = (event: unknown, context: Context) => Promise<unknown>;

/** `open` is called with each event, so that even a missing setting is answered. */
export function deployFunction(open: () => Deployment, log: Log): DeployHandler {
  return async (event, context) => {
    const isAsked = isFromCloudFormation(event);
    const work = () => (isAsked ? open().change[event.RequestType]() : open().answer(event));
    const outcome = await outcomeOf(work, context);
    if (outcome.reason !== undefined) log.error('a deployment step failed', { reason: outcome.reason });
    if (isAsked) return send(event, answerTo(event, outcome, open, context));
    if (outcome.reason !== undefined) throw new Error(outcome.reason);
    return outcome.value;
  };
}

const isFromCloudFormation = (event: unknown): event is CloudFormationCustomResourceEvent =>
  typeof event === 'object' &&
  event !== null &&
  'RequestType' in event &&
  ['Create', 'Update', 'Delete'].includes(String(event.RequestType)) &&
  'ResponseURL' in event;

type Outcome = { reason?: undefined; value: unknown } | { reason: string };

/** Time to answer in, before Lambda cuts the function off and CloudFormation waits until it gives up. */
const RESERVE_MS = 20_000;

async function outcomeOf(work: () => Promise<unknown>, context: Context): Promise<Outcome> {
  try {
    const timeLeft = Math.max(0, context.getRemainingTimeInMillis() - RESERVE_MS);
    return { value: await Promise.race([work(), outOfTime(timeLeft)]) };
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}

const outOfTime = (ms: number): Promise<never> =>
  new Promise((_resolve, reject) => {
    AbortSignal.timeout(ms).addEventListener('abort', () => reject(new Error('it took too long: try again')));
  });

/** As long as a key or longer, and without a space. No message should have any; this is for the one that does. */
const LIKE_A_KEY = /[\w+/=-]{40,}/g;
const REASON_LENGTH_MAX = 1_000;

function reasonOf(error: unknown): string {
  const said = error instanceof Error ? error.message : '';
  return said.replaceAll(LIKE_A_KEY, '…').slice(0, REASON_LENGTH_MAX) || 'it failed without saying why';
}

function answerTo(
  { StackId, RequestId, LogicalResourceId, ...event }: CloudFormationCustomResourceEvent,
  { reason }: Outcome,
  open: () => Deployment,
  { logStreamName }: Context,
): object {
  const known = 'PhysicalResourceId' in event ? event.PhysicalResourceId : undefined;
  return {
    StackId,
    RequestId,
    LogicalResourceId,
    PhysicalResourceId: known ?? (reason === undefined ? open().physicalId : LogicalResourceId),
    ...(reason === undefined
      ? { Status: 'SUCCESS' }
      : { Status: 'FAILED', Reason: `${reason} (log: ${logStreamName})` }),
  };
}

const SENDING_ATTEMPTS_MAX = 3;
const SENDING_TIMEOUT_MS = 5_000;

/** Throws where no attempt gets through: Lambda then starts the function again, and every step may be repeated. */
async function send({ ResponseURL }: CloudFormationCustomResourceEvent, answer: object): Promise<void> {
  const body = JSON.stringify(answer);
  for (let attempt = 1; attempt <= SENDING_ATTEMPTS_MAX; attempt += 1) {
    const signal = AbortSignal.timeout(SENDING_TIMEOUT_MS);
    // The address is signed for an empty content type. It is a credential: nothing that is thrown may name it.
    const headers = { 'content-type': '' };
    const response = await fetch(ResponseURL, { method: 'PUT', headers, body, signal }).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.ok) return;
  }
  throw new Error('the result could not be sent to CloudFormation');
}
