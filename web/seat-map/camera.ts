/** The part of the map that is shown, and its movements to another part. It never leaves the bounds of the layout. */
import type { Box } from './layout.ts';
import {
  between,
  centred,
  clamped,
  fitted,
  NEAR,
  type Point,
  PRESSABLE,
  panned,
  SCALE_MAX,
  type Screen,
  toLayout,
  toScreen,
  type View,
  zoomAt,
} from './view-transform.ts';

const ZOOM_MS = 220;
/** The scale is settled when it has not changed for so long (ms). */
const SETTLED_MS = 120;
/** A seat that is nearer than this to the edge of the screen is brought into the middle (CSS pixels). */
const MARGIN = 48;

export class Camera {
  screen: Screen = { width: 0, height: 0 };
  view: View = { x: 0, y: 0, scale: 1 };
  /** All of the map is shown, also after its size changes. */
  isFitted = true;
  readonly #changed: () => void;
  #bounds: Box = { x: 0, y: 0, width: 1, height: 1 };
  #zoomedAt = 0;
  #movement: { from: View; to: View; began: number } | undefined;

  /** `changed` is called after each change of the view. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get isMoving(): boolean {
    return this.#movement !== undefined;
  }

  get isZooming(): boolean {
    return this.isMoving || performance.now() - this.#zoomedAt < SETTLED_MS;
  }

  /** The bounds of the layout. */
  set bounds(bounds: Box) {
    this.#bounds = bounds;
  }

  resize(screen: Screen): void {
    const middle = toLayout(this.view, { x: this.screen.width / 2, y: this.screen.height / 2 });
    this.screen = screen;
    this.#movement = undefined;
    if (this.isFitted) this.fitAll();
    else this.#set(centred(middle, screen, this.view.scale));
  }

  /** Shows all at once. */
  fitAll(): void {
    this.#movement = undefined;
    this.#set(this.#whole(), true);
  }

  /** Moves until all is shown. */
  showAll(): void {
    this.isFitted = true;
    this.#moveTo(this.#whole());
  }

  /** Moves until the box is as large as it fits; if its seats are then too small to press, until its upper edge is large enough. */
  showBox(box: Box): void {
    const view = fitted(box, this.screen);
    if (view.scale >= PRESSABLE) this.#moveTo(view);
    else this.#moveTo({ ...centred({ x: box.x + box.width / 2, y: box.y }, this.screen, PRESSABLE), y: box.y });
  }

  /** Moves until the whole box is shown if its seats can then be pressed, and else the part of it that was pressed. */
  showPressed(box: Box, point: Point): void {
    const view = fitted(box, this.screen);
    this.#moveTo(view.scale >= PRESSABLE ? view : centred(point, this.screen, NEAR));
  }

  /** Moves if the point is not on the screen, or if seats are too small. */
  bringIntoView(point: Point): void {
    const view = this.#movement?.to ?? this.view;
    const { width, height } = this.screen;
    const { x, y } = toScreen(view, point);
    const [marginX, marginY] = [Math.min(MARGIN, width / 4), Math.min(MARGIN, height / 4)];
    const isInside = x >= marginX && y >= marginY && x <= width - marginX && y <= height - marginY;
    if (view.scale < PRESSABLE) this.#moveTo(centred(point, this.screen, NEAR));
    else if (!isInside) this.#moveTo(centred(point, this.screen, view.scale));
  }

  /** Zooms at once, for the wheel and for fingers. The point under `at` (CSS pixels) stays. */
  zoomAt(factor: number, at: Point): void {
    this.#movement = undefined;
    this.#set(zoomAt(this.view, at, factor, this.#scales()));
  }

  /** Zooms by a movement, for buttons and keys. */
  zoomBy(factor: number): void {
    const middle = { x: this.screen.width / 2, y: this.screen.height / 2 };
    this.#moveTo(zoomAt(this.#movement?.to ?? this.view, middle, factor, this.#scales()));
  }

  panBy(by: Point): void {
    this.#set(panned(this.view, by));
  }

  /** Takes the next step of a movement. */
  advance(): void {
    const movement = this.#movement;
    if (!movement) return;
    const part = Math.min((performance.now() - movement.began) / ZOOM_MS, 1);
    if (part >= 1) this.#movement = undefined;
    this.#set(between(movement.from, movement.to, 1 - (1 - part) ** 3));
  }

  #whole(): View {
    return fitted(this.#bounds, this.screen);
  }

  #scales(): { min: number; max: number } {
    return { min: this.#whole().scale, max: SCALE_MAX };
  }

  #set(view: View, isFitted = false): void {
    if (view.scale !== this.view.scale) this.#zoomedAt = performance.now();
    this.view = clamped(view, this.#bounds, this.screen);
    this.isFitted = isFitted || view.scale <= this.#whole().scale;
    this.#changed();
  }

  #moveTo(to: View): void {
    const target = clamped(to, this.#bounds, this.screen);
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
      this.#set(target);
      return;
    }
    this.#movement = { from: this.view, to: target, began: performance.now() };
    this.#changed();
  }
}
