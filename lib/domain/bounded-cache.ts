/** A cache with a bounded size and a lifetime. When it is full, it forgets the entry that was used least recently. */

export interface CacheOptions<Value> {
  /** The maximum size, in the unit of `sizeOf`. A value that is larger than this is not kept. */
  sizeMax: number;
  /** 1 for each entry by default. */
  sizeOf?: (value: Value) => number;
  /** Lifetime of an entry; unlimited by default. */
  ttlMs?: number;
  /** Milliseconds on a clock that only moves forward. */
  stopwatch?: () => number;
}

export interface Cache<Value> {
  /** Undefined if there is no entry, or if its lifetime is over. */
  get(key: string): Value | undefined;
  /** `began` is the time from which the entry's age counts; now by default. */
  set(key: string, value: Value, entry?: { began?: number; ttlMs?: number }): void;
  delete(key: string): void;
  clear(): void;
}

export function createCache<Value>({
  sizeMax,
  sizeOf = () => 1,
  ttlMs = Number.POSITIVE_INFINITY,
  stopwatch = () => 0,
}: CacheOptions<Value>): Cache<Value> {
  interface Entry {
    value: Value;
    size: number;
    /** The last moment of its lifetime, on the stopwatch. */
    until: number;
  }
  /** Entries in the order of their use, the least recent first. */
  const entries = new Map<string, Entry>();
  let size = 0;

  function remove(key: string): void {
    size -= entries.get(key)?.size ?? 0;
    entries.delete(key);
  }

  return {
    get(key) {
      const entry = entries.get(key);
      if (!entry) return undefined;
      if (stopwatch() > entry.until) {
        remove(key);
        return undefined;
      }
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },

    set(key, value, { began = stopwatch(), ttlMs: own = ttlMs } = {}) {
      remove(key);
      const entry = { value, size: sizeOf(value), until: began + own };
      if (entry.size > sizeMax) return;
      entries.set(key, entry);
      size += entry.size;
      for (const oldest of entries.keys()) {
        if (size <= sizeMax) return;
        remove(oldest);
      }
    },

    delete: remove,
    clear() {
      entries.clear();
      size = 0;
    },
  };
}
