/**
 * A clock for ages and patience: it only moves forward, and it moves on while Lambda freezes a function, whose monotonic
 * clock may stand still for hours. What is five minutes old by either clock is five minutes old.
 */
export function createStopwatch(monotonic: () => number, wall: () => number): () => number {
  let elapsed = 0;
  let last = { monotonic: monotonic(), wall: wall() };
  return () => {
    const now = { monotonic: monotonic(), wall: wall() };
    // A wall clock that is set back does not make anything younger.
    elapsed += Math.max(now.monotonic - last.monotonic, now.wall - last.wall, 0);
    last = now;
    return elapsed;
  };
}
