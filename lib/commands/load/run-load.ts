/** A whole run: prepares the stage, runs the clients, waits until all has settled, reads the final state, and judges. */
import type { CallHistory } from '../../checker/call-history.ts';
import type { Verdict } from '../../checker/rules.ts';
import { UsageError } from '../../cli/usage-error.ts';
import { CLOCK_SKEW_MAX_MS } from '../../domain/limits.ts';
import { SECOND_MS } from '../../domain/time.ts';
import { seeded } from '../../local/seeded-random.ts';
import { type BoxOffice, openBoxOffice, readNamed } from './box-office.ts';
import { runClient } from './client.ts';
import { readFinalState } from './final-state.ts';
import type { LoadClock } from './load-clock.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import { settle, type Unsettled } from './settle.ts';
import { requester } from './setup-calls.ts';
import { makeGatewayFaulty, openStage, requireSameTime, type Stage, signInAdmin } from './stage.ts';
import type { Transport } from './transport.ts';

export interface LoadOptions {
  /** Of the service, for messages and for the history. */
  url: string;
  forMs: number;
  clients: number;
  seed: number;
  /** Events of the stage, beside those that the run publishes. */
  eventIds: string[];
}

export interface LoadNeeds {
  transport: Transport;
  clock: LoadClock;
  judge(history: CallHistory): Verdict | Promise<Verdict>;
  /** Aborted to end the load early. It is judged all the same. */
  stop: AbortSignal;
  /** Unique for each run; begins its idempotency keys. */
  runId: string;
  onPhase(phase: Phase): void;
}

export type Phase =
  | { is: 'preparing' }
  | { is: 'load'; history: CallHistory; startedAt: number; endsAt: number }
  | { is: 'draining'; inFlight: number }
  | { is: 'gateway-left-faulty' }
  | { is: 'settling'; left: Unsettled }
  | { is: 'reading'; done: number; events: number }
  | { is: 'judging'; calls: number };

export interface LoadResult {
  history: CallHistory;
  verdict: Verdict;
  judgedInMs: number;
  /** Present if the service did not settle in time. Then the rules about the final state were not applied. */
  unsettled?: Unsettled;
  /** Of the load, without preparation and final reads (epoch ms). */
  startedAt: number;
  endedAt: number;
  events: number;
}

/** The number of customers of one client. A scalper uses them all, every other persona one of them. */
const CUSTOMERS_PER_CLIENT = 4;
const WAVE_EVERY_MS = 25 * SECOND_MS;
/** Each client has a random sequence of its own. */
const SEEDS_PER_RUN = 1_000;

export async function runLoad(options: LoadOptions, needs: LoadNeeds): Promise<LoadResult> {
  const { transport, clock, onPhase } = needs;
  onPhase({ is: 'preparing' });
  const ask = requester(transport, clock, options.url);
  const stage = await openStage(ask, options.clients * CUSTOMERS_PER_CLIENT);
  await requireSameTime(ask, clock, stage);
  const source = `load of seed ${options.seed} on ${options.url}`;
  const recorder = createRecorder({ transport, now: clock.now, source, skewMaxMs: CLOCK_SKEW_MAX_MS });
  const officeNeeds = { recorder, clock, organizer: stage.organizer, clients: options.clients };
  const boxOffice = openBoxOffice(
    officeNeeds,
    await Promise.all(options.eventIds.map(id => readNamed(officeNeeds, id))),
  );
  const restoreGateway = await makeGatewayFaulty(ask, stage);
  const times = await drive(options, needs, { stage, recorder, boxOffice }).finally(() =>
    restoreGateway().catch(orTell(() => onPhase({ is: 'gateway-left-faulty' }))),
  );
  const admin = await signInAdmin(ask);
  const { history } = recorder;
  const eventIds = boxOffice.events().map(({ id }) => id);
  const onLook = (left: Unsettled) => onPhase({ is: 'settling', left });
  const unsettled = await settle({ ask, clock, admin, eventIds, history, onLook });
  if (!unsettled) recorder.noteSettled();
  await readFinalState({ recorder, clock, admin }, eventIds, done =>
    onPhase({ is: 'reading', done, events: eventIds.length }),
  );
  onPhase({ is: 'judging', calls: recorder.calls() });
  const judgingFrom = clock.now();
  const verdict = await needs.judge(history);
  const judgedInMs = clock.now() - judgingFrom;
  return { history, verdict, judgedInMs, ...(unsettled && { unsettled }), ...times, events: eventIds.length };
}

/** Handles a failed call of the run itself. The run continues, so that its verdict is not lost. */
const orTell =
  (tell: () => void) =>
  (error: unknown): void => {
    if (!(error instanceof UsageError)) throw error;
    tell();
  };

interface Prepared {
  stage: Stage;
  recorder: Recorder;
  boxOffice: BoxOffice;
}

type Times = Pick<LoadResult, 'startedAt' | 'endedAt'>;

/** Opens the first sale, runs the clients until the time is over, and waits for their last answers. */
async function drive(options: LoadOptions, needs: LoadNeeds, prepared: Prepared): Promise<Times> {
  const { clock, onPhase } = needs;
  const { recorder, boxOffice } = prepared;
  await boxOffice.publishWave();
  const startedAt = clock.now();
  onPhase({ is: 'load', history: recorder.history, startedAt, endsAt: startedAt + options.forMs });
  const ending = new AbortController();
  const running = [
    publishWaves(boxOffice, clock, ending.signal),
    ...startClients(options, needs, prepared, ending.signal),
  ];
  // A client that throws has found a bug of this command. Then the others end, too.
  const all = Promise.all(running).finally(() => ending.abort());
  await Promise.race([clock.pause(options.forMs, needs.stop), all]);
  ending.abort();
  const endedAt = clock.now();
  onPhase({ is: 'draining', inFlight: recorder.inFlight() });
  await all;
  return { startedAt, endedAt };
}

function startClients(
  { clients, seed }: LoadOptions,
  { clock, runId }: LoadNeeds,
  { stage, recorder, boxOffice }: Prepared,
  ending: AbortSignal,
): Promise<void>[] {
  return Array.from({ length: clients }, (_, i) =>
    runClient({
      number: i + 1,
      random: seeded(seed * SEEDS_PER_RUN + i),
      recorder,
      clock,
      ending,
      events: boxOffice.events,
      organizer: stage.organizer,
      customers: stage.customers.slice(i * CUSTOMERS_PER_CLIENT, (i + 1) * CUSTOMERS_PER_CLIENT),
      keyPrefix: runId,
    }),
  );
}

async function publishWaves(boxOffice: BoxOffice, clock: LoadClock, ending: AbortSignal): Promise<void> {
  for (;;) {
    await clock.pause(WAVE_EVERY_MS, ending);
    if (ending.aborted) return;
    // If the service is too busy to publish a wave, the clients use the earlier ones.
    await boxOffice.publishWave().catch(orTell(() => undefined));
  }
}
