/**
 * A clock for ages and patience: it only moves forward, and it moves on while Lambda freezes a function, whose monotonic
 * clock may stand still for hours. What is five minutes old by either clock is five minutes old.
 */
export function createStopwatch(monotonic: () => number, wall: () => number): () => number {
  // Not 0: lru-cache takes an entry that began at 0 for one that never grows old.
  let elapsed = 1;
  let last = { monotonic: monotonic(), wall: wall() };
  return () => {
    const now = { monotonic: monotonic(), wall: wall() };
    // A wall clock that is set back does not make anything younger.
    elapsed += Math.max(now.monotonic - last.monotonic, now.wall - last.wall, 0);
    last = now;
    return elapsed;
  };
}
