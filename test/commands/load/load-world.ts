/**
 * A service in this process, with a clock of its own, for whole load runs: the seeded accounts, a transport without a socket,
 * and the background work. Time moves only while no call is in flight, so a run of a minute takes as long as its work.
 */
import type { LoadClock } from '../../../lib/commands/load/load-clock.ts';
import type { NoResponse, Request, Response, Transport } from '../../../lib/commands/load/transport.ts';
import { ROUTES } from '../../../lib/contract/routes.ts';
import { seedAccounts } from '../../../lib/local/seed/accounts.ts';
import { minuteOf } from '../../../lib/table/keys.ts';
import { publishHistoryOfAll, reconcile } from '../../support/payments.ts';
import { eventOf, openWorld, START, sweep, type World } from '../../support/world.ts';

export interface LoadWorld {
  world: World;
  clock: LoadClock;
  transport: Transport;
  /** Runs `work` with the background work beside it. */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** Changes what a client gets: a lost answer, or another one. `number` counts the calls. */
export type Tamper = (request: Request, response: Response, number: number) => Response | NoResponse;

const BACKGROUND_EVERY_MS = 5_000;
/** A call takes this long on the clock of the run. */
const CALL_MS = 3;

export async function openLoadWorld(tamper: Tamper = (_request, response) => response): Promise<LoadWorld> {
  const world = await openWorld();
  const { dependencies } = world.service;
  await seedAccounts(dependencies, START);
  await dependencies.store.startSweepAt(minuteOf(START));
  const { clock, run } = virtualClock(world);
  let calls = 0;

  async function send(request: Request): Promise<Response | NoResponse> {
    const { operation, etag, token, key, params, query, body } = request;
    const number = ++calls;
    await clock.pause(CALL_MS);
    const answer = await run.busy(() =>
      world.invokeRaw(
        eventOf(ROUTES[operation], {
          ...(token !== undefined && { token }),
          ...(key !== undefined && { key }),
          ...(params && { params }),
          ...(query && { query }),
          ...(body !== undefined && { body }),
          ...(etag !== undefined && { headers: { 'if-none-match': etag } }),
        }),
      ),
    );
    // The world parses bodies. JSON.stringify gives the same text again.
    const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
    return tamper(request, { status: answer.status, body: text, headers: answer.headers }, number);
  }

  return { world, clock, transport: { send, close: () => undefined }, run: run.toEnd };

  function virtualClock(of: World) {
    const sleepers = new Set<{ at: number; wake: () => void }>();
    let inFlight = 0;
    const pause = (ms: number, signal?: AbortSignal): Promise<void> =>
      new Promise(resolve => {
        if (signal?.aborted) return resolve();
        const sleeper = { at: of.now + ms, wake: resolve };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', () => {
          sleepers.delete(sleeper);
          resolve();
        });
      });
    const busy = async <Result>(work: () => Promise<Result>): Promise<Result> => {
      inFlight += 1;
      return work().finally(() => {
        inFlight -= 1;
      });
    };

    async function background(isOver: () => boolean): Promise<void> {
      while (!isOver()) {
        await pause(BACKGROUND_EVERY_MS);
        await busy(async () => {
          await publishHistoryOfAll(of);
          await reconcile(of);
          await sweep(of);
          await publishHistoryOfAll(of);
        });
      }
    }

    async function toEnd<Result>(work: () => Promise<Result>): Promise<Result> {
      let isOver = false;
      const running = work().finally(() => {
        isOver = true;
      });
      const beside = background(() => isOver);
      while (!isOver) {
        await new Promise(resolve => setImmediate(resolve));
        if (inFlight > 0) continue;
        const next = [...sleepers].sort((one, other) => one.at - other.at)[0];
        if (!next) continue;
        sleepers.delete(next);
        of.now = Math.max(of.now, next.at);
        next.wake();
      }
      for (const { wake } of sleepers) wake();
      await beside;
      return running;
    }

    return { clock: { now: () => of.now, pause } satisfies LoadClock, run: { busy, toEnd } };
  }
}
