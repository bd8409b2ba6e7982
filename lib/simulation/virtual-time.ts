/**
 * The time of a simulation. It stands still while code runs, and moves to the end of the next sleep when all code waits. Sleepers
 * wake in the order of their times, and then in the order in which they began, so that a run can be repeated.
 */

export interface VirtualTime {
  /** Epoch ms; fractions of a millisecond are possible. */
  now(): number;
  sleep(ms: number): Promise<void>;
  /** Runs until `work` has ended, and returns its result. */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
}

interface Sleeper {
  at: number;
  order: number;
  wake: () => void;
}

/** After so many turns of the event loop without a sleeper, the code must be waiting for something outside of the simulation. */
const IDLE_TURNS_MAX = 10_000;

export function createVirtualTime(start: number): VirtualTime {
  const sleepers = new Heap<Sleeper>((one, other) => one.at - other.at || one.order - other.order);
  let now = start;
  let order = 0;

  async function run<Result>(work: () => Promise<Result>): Promise<Result> {
    let hasEnded = false;
    const end = () => {
      hasEnded = true;
    };
    const result = work();
    result.then(end, end);
    for (let idle = 0; ; ) {
      // Code that waits for promises only continues before setImmediate. So afterwards all code waits for the virtual time.
      await new Promise(resolve => setImmediate(resolve));
      if (hasEnded) return result;
      const next = sleepers.pop();
      idle = next ? 0 : idle + 1;
      if (idle > IDLE_TURNS_MAX) throw new Error('the simulated code waits for something other than the virtual time');
      if (!next) continue;
      now = Math.max(now, next.at);
      next.wake();
    }
  }

  return {
    now: () => now,
    sleep: ms =>
      new Promise(wake => {
        order += 1;
        sleepers.push({ at: now + Math.max(0, ms), order, wake });
      }),
    run,
  };
}

/** A binary heap: `pop` removes the least item. */
class Heap<Item> {
  private readonly items: Item[] = [];
  private readonly compare: (one: Item, other: Item) => number;

  constructor(compare: (one: Item, other: Item) => number) {
    this.compare = compare;
  }

  push(item: Item): void {
    let at = this.items.push(item) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.isLess(at, parent)) return;
      this.swap(at, parent);
      at = parent;
    }
  }

  pop(): Item | undefined {
    const [first] = this.items;
    const last = this.items.pop();
    if (last === undefined || this.items.length === 0) return first;
    this.items[0] = last;
    for (let at = 0; ; ) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      let least = at;
      if (left < this.items.length && this.isLess(left, least)) least = left;
      if (right < this.items.length && this.isLess(right, least)) least = right;
      if (least === at) return first;
      this.swap(at, least);
      at = least;
    }
  }

  private isLess(one: number, other: number): boolean {
    return this.compare(this.items[one] as Item, this.items[other] as Item) < 0;
  }

  private swap(one: number, other: number): void {
    const item = this.items[one] as Item;
    this.items[one] = this.items[other] as Item;
    this.items[other] = item;
  }
}
