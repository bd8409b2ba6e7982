/** Time that passes only while everything waits for it, for tests of code that pauses. */
export interface VirtualTime {
  now(): number;
  sleep(ms: number): Promise<void>;
  /** Runs to the end, and moves the time to the next wake-up whenever nothing else can run. */
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
