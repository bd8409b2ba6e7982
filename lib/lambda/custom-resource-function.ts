/**
 * The handler of a function that CloudFormation calls during a deployment, and that an operator may call at other
 * times. CloudFormation waits for an answer at a URL, so each of its calls gets one, also after a failure. The reason
 * in an answer contains no secret. The handler does not use middy, because middy attaches the first error to a later
 * one, and Lambda logs both.
 */
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import type { Log } from '../ports/observability.ts';

/** The result of a change that other resources of the stack read. CloudFormation shows its attributes to nobody. */
export interface Made {
  /** A new id: CloudFormation then deletes the resource of the id before. */
  physicalId: string;
  attributes: Record<string, string>;
}

export interface Deployment {
  /**
   * The id of the resource that the function makes. It must not change unless `change` says so: CloudFormation would delete
   * the resource of the old id.
   */
  physicalId: string;
  change: Record<
    CloudFormationCustomResourceEvent['RequestType'],
    (() => Promise<void>) | ((previousId?: string) => Promise<Made>)
  >;
  /** Answers an operator who calls the function directly. Throws if it does not know the request. */
  answer(event: unknown): Promise<unknown>;
}

export type DeployHandler = (event: unknown, context: Context) => Promise<unknown>;

/** Calls `open` with each event, so that CloudFormation also hears of a missing setting. */
export function deployFunction(open: () => Deployment, log: Log): DeployHandler {
  return async (event, context) => {
    const isAsked = isFromCloudFormation(event);
    const work = () => (isAsked ? open().change[event.RequestType](idIn(event)) : open().answer(event));
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

const idIn = (event: CloudFormationCustomResourceEvent): string | undefined =>
  'PhysicalResourceId' in event ? event.PhysicalResourceId : undefined;

type Outcome = { reason?: undefined; value: unknown } | { reason: string };

/**
 * Time reserved for the answer before Lambda's timeout. Without an answer, CloudFormation waits until its own timeout.
 */
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

/** A word that is long enough to be a key. No message should contain a key; if one does, the key is removed. */
const LIKE_A_KEY = /[\w+/=-]{40,}/g;
const REASON_LENGTH_MAX = 1_000;

function reasonOf(error: unknown): string {
  const said = error instanceof Error ? error.message : '';
  return said.replaceAll(LIKE_A_KEY, '…').slice(0, REASON_LENGTH_MAX) || 'it failed without an error message';
}

function answerTo(
  event: CloudFormationCustomResourceEvent,
  { reason, ...outcome }: Outcome,
  open: () => Deployment,
  { logStreamName }: Context,
): object {
  const { StackId, RequestId, LogicalResourceId } = event;
  const made = 'value' in outcome ? (outcome.value as Made | undefined) : undefined;
  const known = made?.physicalId ?? idIn(event);
  return {
    StackId,
    RequestId,
    LogicalResourceId,
    PhysicalResourceId: known ?? (reason === undefined ? open().physicalId : LogicalResourceId),
    ...(reason === undefined
      ? { Status: 'SUCCESS', ...(made && { Data: made.attributes, NoEcho: true }) }
      : { Status: 'FAILED', Reason: `${reason} (log: ${logStreamName})` }),
  };
}

const SENDING_ATTEMPTS_MAX = 3;
const SENDING_TIMEOUT_MS = 5_000;

/**
 * Sends the answer. Throws if every attempt fails: Lambda then calls the function again, and every step can be
 * repeated.
 */
async function send({ ResponseURL }: CloudFormationCustomResourceEvent, answer: object): Promise<void> {
  const body = JSON.stringify(answer);
  for (let attempt = 1; attempt <= SENDING_ATTEMPTS_MAX; attempt += 1) {
    const signal = AbortSignal.timeout(SENDING_TIMEOUT_MS);
    // The URL is signed for an empty content type. It is a credential, so no error may contain it.
    const headers = { 'content-type': '' };
    const response = await fetch(ResponseURL, { method: 'PUT', headers, body, signal }).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.ok) return;
  }
  throw new Error('the result could not be sent to CloudFormation');
}
