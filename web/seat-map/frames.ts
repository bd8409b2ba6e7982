/** Draws at most once in a frame of the browser, and works on while the browser is idle. */

/** The time for work in an idle callback (ms). */
const WORK_MS = 6;

export class Frames {
  readonly #draw: () => void;
  readonly #work: () => boolean;
  #frame = 0;
  #idle = 0;

  /** `work` does a small part, and returns whether it did anything. */
  constructor(draw: () => void, work: () => boolean) {
    this.#draw = draw;
    this.#work = work;
  }

  request(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  /** Works when the browser is idle, and requests a frame if that did anything. With `isLater` it only requests the frame then. */
  workWhenIdle(isLater: boolean): void {
    this.#idle ||= requestIdle(() => {
      this.#idle = 0;
      if (isLater || this.#workFor(WORK_MS)) this.request();
    });
  }

  stop(): void {
    cancelAnimationFrame(this.#frame);
    cancelIdle(this.#idle);
  }

  #workFor(ms: number): boolean {
    const until = performance.now() + ms;
    let isDone = false;
    while (performance.now() < until && this.#work()) isDone = true;
    return isDone;
  }
}

/** Safari has no idle callbacks. */
const requestIdle = (run: () => void): number =>
  'requestIdleCallback' in globalThis ? requestIdleCallback(run, { timeout: 200 }) : Number(setTimeout(run, 16));
const cancelIdle = (id: number): void =>
  'cancelIdleCallback' in globalThis ? cancelIdleCallback(id) : clearTimeout(id);
