/** A clock for tests of code that pauses. Its time moves only when all code waits for it. */
export interface VirtualTime {
  now(): number;
  sleep(ms: number): Promise<void>;
  /** Runs `work` to its end. Moves the time to the end of the next sleep whenever no other code can run. */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
}

export function createVirtualTime(): VirtualTime {
  let now = 0;
  const sleepers: { at: number; wake: () => void }[] = [];
  return {
    now: () => now,
    sleep: ms => new Promise(wake => sleepers.push({ at: now + ms, wake })),
    async run(work) {
      let hasEnded = false;
      const running = work().finally(() => {
        hasEnded = true;
      });
      for (;;) {
        await new Promise(resolve => setImmediate(resolve));
        if (hasEnded) return running;
        sleepers.sort((a, b) => a.at - b.at);
        const next = sleepers.shift();
        if (!next) continue;
        now = next.at;
        next.wake();
      }
    },
  };
}
