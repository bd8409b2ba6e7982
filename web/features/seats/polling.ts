/** When a page asks for changes of its seats. Pure. */

export const USED_MS = 2_000;
export const UNUSED_MS = 10_000;
/** A page is unused after this time without input. */
export const IDLE_AFTER_MS = 60_000;
const FAILED_MS_MAX = 30_000;

interface Use {
  isVisible: boolean;
  /** Since the last input of the visitor. */
  idleMs: number;
  /** Failed requests since the last answer. */
  failures: number;
}

/** The pause before the next request; undefined while the page is hidden. */
export function pauseOf({ isVisible, idleMs, failures }: Use): number | undefined {
  if (!isVisible) return undefined;
  const pause = idleMs < IDLE_AFTER_MS ? USED_MS : UNUSED_MS;
  return failures === 0 ? pause : Math.max(pause, Math.min(FAILED_MS_MAX, USED_MS * 2 ** failures));
}
