/**
 * A stopwatch for ages and timeouts. It never goes back, and it goes on while Lambda freezes a function, when the monotonic
 * clock may stand still for hours: it takes the larger step of the two clocks.
 */
export function createStopwatch(monotonic: () => number, wall: () => number): () => number {
  let elapsed = 0;
  let last = { monotonic: monotonic(), wall: wall() };
  return () => {
    const now = { monotonic: monotonic(), wall: wall() };
    // If the wall clock was set back, its step is negative: nothing becomes younger.
    elapsed += Math.max(now.monotonic - last.monotonic, now.wall - last.wall, 0);
    last = now;
    return elapsed;
  };
}
