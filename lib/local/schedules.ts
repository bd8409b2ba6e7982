/**
 * Runs scheduled functions as EventBridge does: soon after the start, then at their interval, and never one function twice at
 * once.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ScheduleTrigger } from '../deployment/triggers.ts';

export interface Schedules {
  /** Asks runs in progress to end soon, and waits for them. */
  stop(): Promise<void>;
}

export interface Scheduled {
  name: string;
  trigger: ScheduleTrigger;
  /** `stopping` is aborted when the schedules stop. */
  run(stopping: AbortSignal): Promise<unknown>;
}

/** Calls `onFailure` if a run throws. The next run comes at its time all the same. */
export function startSchedules(
  scheduled: Scheduled[],
  { firstAfterMs, onFailure }: { firstAfterMs: number; onFailure: (name: string, error: unknown) => void },
): Schedules {
  const stopping = new AbortController();
  const { signal } = stopping;

  async function runRepeatedly({ name, trigger, run }: Scheduled): Promise<void> {
    let dueAt = performance.now() + firstAfterMs;
    while (await untilDue(dueAt, signal)) {
      await run(signal).catch((error: unknown) => onFailure(name, error));
      // Runs that were missed during a long run, or while the machine slept, are not repeated later.
      dueAt = Math.max(dueAt + trigger.everySeconds * 1000, performance.now());
    }
  }

  const running = scheduled.map(runRepeatedly);
  return {
    async stop() {
      stopping.abort();
      await Promise.all(running);
    },
  };
}

/** Resolves to false if the schedules stop before. */
const untilDue = (dueAt: number, signal: AbortSignal): Promise<boolean> =>
  sleep(Math.max(0, dueAt - performance.now()), true, { signal }).catch(() => false);
