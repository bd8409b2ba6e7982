/**
 * A stopwatch for ages and timeouts. It never goes back. It also counts the time while Lambda freezes a function, when
 * the monotonic clock may stand still for hours: of the two clocks' steps it takes the larger.
 */
export function createStopwatch(monotonic: () => number, wall: () => number): () => number {
  let elapsed = 0;
  let last = { monotonic: monotonic(), wall: wall() };
  return () => {
    const now = { monotonic: monotonic(), wall: wall() };
    // The step of a wall clock that was set back is negative. Elapsed time never decreases.
    elapsed += Math.max(now.monotonic - last.monotonic, now.wall - last.wall, 0);
    last = now;
    return elapsed;
  };
}
