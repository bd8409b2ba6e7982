/** One read at a time for each key: concurrent callers share it. */

/** Milliseconds on a clock that only moves forward. */
export type Stopwatch = () => number;

/** While a read of a key is under way, others who ask for it wait for that one, unless it began too long ago (ms). */
export function singleFlight<Value, More extends unknown[]>(
  read: (key: string, ...more: More) => Promise<Value>,
  { stopwatch, ageMax }: { stopwatch: Stopwatch; ageMax: number },
): (key: string, ...more: More) => Promise<Value> {
  const underWay = new Map<string, { began: number; value: Promise<Value> }>();
  return (key, ...more) => {
    const found = underWay.get(key);
    if (found && stopwatch() - found.began <= ageMax) return found.value;
    const own = { began: stopwatch(), value: read(key, ...more).finally(() => forget()) };
    const forget = (): void => {
      if (underWay.get(key) === own) underWay.delete(key);
    };
    underWay.set(key, own);
    return own.value;
  };
}
