/** Runs scheduled functions as EventBridge does: soon after the start, then every so often, never two of one at a time. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ScheduleTrigger } from '../deployment/triggers.ts';

export interface Schedules {
  /** Waits for a run that is under way. */
  stop(): Promise<void>;
}

export interface Scheduled {
  name: string;
  trigger: ScheduleTrigger;
  run(): Promise<unknown>;
}

/** `onFailure` hears of a run that threw; the next one comes at its time all the same. */
export function startSchedules(
  scheduled: Scheduled[],
  { firstAfterMs, onFailure }: { firstAfterMs: number; onFailure: (name: string, error: unknown) => void },
): Schedules {
  const stopping = new AbortController();
  const { signal } = stopping;

  async function keep({ name, trigger, run }: Scheduled): Promise<void> {
    let dueAt = performance.now() + firstAfterMs;
    while (await untilDue(dueAt, signal)) {
      await run().catch((error: unknown) => onFailure(name, error));
      // What a long run or a sleeping laptop missed is not made up for.
      dueAt = Math.max(dueAt + trigger.everySeconds * 1000, performance.now());
    }
  }

  const running = scheduled.map(keep);
  return {
    async stop() {
      stopping.abort();
      await Promise.all(running);
    },
  };
}

/** False when the schedules stop instead. */
const untilDue = (dueAt: number, signal: AbortSignal): Promise<boolean> =>
  sleep(Math.max(0, dueAt - performance.now()), true, { signal }).catch(() => false);
