/** Turns pointers into gestures: a press, a pan by one pointer, or a pinch by two. A small state machine that knows no DOM. */
import type { Point } from './view-transform.ts';

export type Gesture =
  | { is: 'pan'; by: Point }
  /** `by` is how far the middle of the two pointers moved. */
  | { is: 'pinch'; at: Point; factor: number; by: Point }
  | { is: 'press'; at: Point };

/** CSS pixels. A finger trembles more than a mouse. */
const STILL = { mouse: 4, touch: 10 };

export class Gestures {
  readonly #pointers = new Map<number, Point>();
  #pressed: { at: Point; tolerance: number } | undefined;

  /** Whether a pointer is down and has moved the map. */
  get isMoving(): boolean {
    return this.#pointers.size > 0 && !this.#pressed;
  }

  get isDown(): boolean {
    return this.#pointers.size > 0;
  }

  down(id: number, at: Point, kind: string): void {
    this.#pointers.set(id, at);
    const tolerance = kind === 'mouse' ? STILL.mouse : STILL.touch;
    this.#pressed = this.#pointers.size === 1 ? { at, tolerance } : undefined;
  }

  move(id: number, at: Point): Gesture | undefined {
    const before = this.#pointers.get(id);
    if (!before) return undefined;
    const pressed = this.#pressed;
    if (pressed) {
      if (distance(pressed.at, at) <= pressed.tolerance) return undefined;
      this.#pressed = undefined;
    }
    const other = [...this.#pointers].find(([key]) => key !== id)?.[1];
    this.#pointers.set(id, at);
    if (this.#pointers.size > 2) return undefined;
    return other ? pinchOf(before, at, other) : { is: 'pan', by: { x: at.x - before.x, y: at.y - before.y } };
  }

  up(id: number): Gesture | undefined {
    const wasDown = this.#pointers.delete(id);
    const pressed = this.#pressed;
    this.#pressed = undefined;
    return wasDown && pressed ? { is: 'press', at: pressed.at } : undefined;
  }

  cancel(id: number): void {
    this.#pointers.delete(id);
    this.#pressed = undefined;
  }
}

function pinchOf(before: Point, after: Point, other: Point): Gesture {
  const factor = Math.max(distance(after, other), 1) / Math.max(distance(before, other), 1);
  const at = { x: (after.x + other.x) / 2, y: (after.y + other.y) / 2 };
  return { is: 'pinch', at, factor, by: { x: (after.x - before.x) / 2, y: (after.y - before.y) / 2 } };
}

const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);
