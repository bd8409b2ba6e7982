/** Forwards requests with the faults of a plan. The faults and their rules are the engine's; they are executed over HTTP. */
import { setImmediate as turn } from 'node:timers/promises';
import { DynamoDbError, transactionCanceled } from '../../engine/errors.ts';
import type { Duplicate, Fault, FaultPlan, PlannedRequest } from '../../engine/faults/faults.ts';
import { createLateRequests, type LateRequest } from '../../engine/faults/late-requests.ts';
import { LostReply } from '../../engine/faults/lost-reply.ts';
import { refusalOf, withOneReason } from '../../engine/faults/refusals.ts';
import { readTorn } from '../../engine/faults/torn-read.ts';
import { jsonHeaders } from '../../engine/server/messages.ts';
import type { FaultCounts } from './fault-counts.ts';
import type { ForwardedRequest, Reply, Target } from './forward.ts';

export interface FaultyTarget {
  /** Resolves to the reply that the caller gets. Throws a LostReply, or a DynamoDbError in place of a reply. */
  send(request: ForwardedRequest & PlannedRequest): Promise<Reply>;
  /** Sends all late requests now. */
  deliverLate(): Promise<void>;
}

export interface FaultyTargetOptions {
  plan: FaultPlan;
  /** Creates the random numbers for the details of one fault. Each fault has its own, because replies come in any order. */
  newRandom: () => () => number;
  /** Waits this long (ms). */
  pause: (ms: number) => Promise<unknown>;
  counts: FaultCounts;
}

type Request = ForwardedRequest & PlannedRequest;

/** A late request is sent after this time at the latest, even if no other request comes. */
export const LATE_WITHIN_MS = 3_000;

export function createFaultyTarget({ forward }: Target, options: FaultyTargetOptions): FaultyTarget {
  const { plan, pause, counts } = options;
  const late = createLateRequests();
  const sendLate = (after: number, run: LateRequest): void => {
    const take = late.add(after, run);
    pause(LATE_WITHIN_MS).then(() => attempt(take()));
  };

  async function withFault(fault: Exclude<Fault, { is: 'stale' }>, request: Request, random: () => number) {
    const { operation } = request;
    const run = () => forward(request);
    if (fault.is === 'hidden-reasons')
      return withHiddenReasons(await run(), random, () => counts.fault(fault.is, operation));
    counts.fault(fault.is, operation);
    if (fault.is === 'late' || fault.is === 'in-progress') sendLate(fault.after, run);
    const refusal = refusalOf(fault, request);
    if (refusal) throw refusal;
    if (fault.is === 'torn') return sendTorn(request, forward, random);
    if (fault.is === 'duplicate') return sendTwice(fault, run, sendLate);
    if (fault.is === 'delay') return sendDelayed(fault, run, pause);
    if (fault.is === 'lost-reply') await attempt(run);
    throw new LostReply('the reply did not come');
  }

  return {
    async send(request) {
      counts.request(request.operation);
      // Everything is drawn before the first pause, so that the order of the requests alone decides.
      const due = late.takeDue();
      const fault = plan(request);
      const random = options.newRandom();
      await Promise.all(due.map(attempt));
      // Only a database knows its older states.
      if (!fault || fault.is === 'stale') return forward(request);
      return withFault(fault, request, random);
    },
    async deliverLate() {
      await Promise.all(late.takeAll().map(attempt));
    },
  };
}

/** Runs a request whose outcome no caller waits for. Its failures were reported when it was forwarded. */
async function attempt(run: LateRequest | undefined): Promise<void> {
  try {
    await run?.();
  } catch (error) {
    if (!(error instanceof DynamoDbError)) throw error;
  }
}

async function sendTwice(
  fault: Duplicate,
  run: () => Promise<Reply>,
  sendLate: (after: number, run: LateRequest) => void,
): Promise<Reply> {
  if (fault.sees === 'second') {
    await attempt(run);
    return run();
  }
  const reply = await run();
  sendLate(fault.after, run);
  return reply;
}

async function sendDelayed(
  { requestMs, replyMs }: { requestMs: number; replyMs: number },
  run: () => Promise<Reply>,
  pause: FaultyTargetOptions['pause'],
): Promise<Reply> {
  await pause(requestMs);
  const reply = await run();
  await pause(replyMs);
  return reply;
}

/** A piece that DynamoDB refused. Its reply is the reply to the whole read. */
class RefusedPiece extends Error {
  readonly reply: Reply;

  constructor(reply: Reply) {
    super(`a piece of the read was refused with status ${reply.status}`);
    this.reply = reply;
  }
}

async function sendTorn(request: Request, forward: Target['forward'], random: () => number): Promise<Reply> {
  let last: Reply | undefined;
  const read = async (input: PlannedRequest['input']) => {
    last = await forward({ ...request, body: Buffer.from(JSON.stringify(input)) });
    if (last.status !== 200) throw new RefusedPiece(last);
    return jsonOf(last);
  };
  try {
    const output = await readTorn(read, request, { random, turn });
    return withBody(last as Reply, output);
  } catch (error) {
    if (error instanceof RefusedPiece) return error.reply;
    throw error;
  }
}

interface CancelledBody {
  __type?: string;
  CancellationReasons?: { Code: string }[];
}

function withHiddenReasons(reply: Reply, random: () => number, onHidden: () => void): Reply {
  if (reply.status !== 400) return reply;
  const body = jsonOf(reply) as CancelledBody;
  const given = (body.CancellationReasons ?? []).map(reason => ({ code: reason.Code, reason }));
  const shown = withOneReason(given, random);
  if (!shown) return reply;
  onHidden();
  const { message } = transactionCanceled(shown);
  const reasons = shown.map(one => ('reason' in one ? one.reason : { Code: one.code }));
  return withBody(reply, { ...body, message, Message: message, CancellationReasons: reasons });
}

const jsonOf = ({ body }: Reply) => JSON.parse(body.toString('utf8')) as Record<string, unknown>;

function withBody(reply: Reply, output: object): Reply {
  const body = Buffer.from(JSON.stringify(output));
  return { ...reply, headers: { ...reply.headers, ...jsonHeaders(body) }, body };
}
