/** Which part of the map is shown, and how large: pure arithmetic between the units of the layout and CSS pixels. */
import type { Box } from './layout.ts';

/** The point of the layout at the top left of the screen, and the CSS pixels of a unit. */
export interface View {
  x: number;
  y: number;
  scale: number;
}

export interface Screen {
  width: number;
  height: number;
}

export interface Point {
  x: number;
  y: number;
}

/** CSS pixels between two seats. From `PRESSABLE` on they are large enough for a finger and an eye. */
export const SCALE_MAX = 64;
export const PRESSABLE = 14;
/** A press on a section, or the focus, brings the map at least so near. */
export const NEAR = 26;
/** A small map is not drawn larger than this when all of it is shown. */
const FIT_MAX = 44;
const PADDING = 16;

/** Shows the box as large as it fits, in the middle. */
export function fitted(box: Box, screen: Screen, scaleMax = FIT_MAX): View {
  const scale = Math.min(
    Math.max(screen.width - 2 * PADDING, 1) / box.width,
    Math.max(screen.height - 2 * PADDING, 1) / box.height,
    scaleMax,
  );
  return centred({ x: box.x + box.width / 2, y: box.y + box.height / 2 }, screen, scale);
}

/** Shows the point in the middle. */
export const centred = (point: Point, screen: Screen, scale: number): View => ({
  x: point.x - screen.width / 2 / scale,
  y: point.y - screen.height / 2 / scale,
  scale,
});

/** Changes the scale so that the point under `at` (CSS pixels) stays where it is. */
export function zoomAt(view: View, at: Point, factor: number, { min, max }: { min: number; max: number }): View {
  const scale = Math.min(Math.max(view.scale * factor, min), max);
  return { x: view.x + at.x / view.scale - at.x / scale, y: view.y + at.y / view.scale - at.y / scale, scale };
}

export const panned = (view: View, by: Point): View => ({
  x: view.x - by.x / view.scale,
  y: view.y - by.y / view.scale,
  scale: view.scale,
});

/** Keeps the map on the screen: what is smaller than the screen is in the middle, and what is larger has no empty margin but its padding. */
export const clamped = (view: View, bounds: Box, screen: Screen): View => ({
  x: clampAxis(view.x, bounds.x, bounds.width, screen.width / view.scale, PADDING / view.scale),
  y: clampAxis(view.y, bounds.y, bounds.height, screen.height / view.scale, PADDING / view.scale),
  scale: view.scale,
});

function clampAxis(at: number, start: number, length: number, visible: number, padding: number): number {
  if (length + 2 * padding <= visible) return start + (length - visible) / 2;
  return Math.min(Math.max(at, start - padding), start + length + padding - visible);
}

export const toLayout = ({ x, y, scale }: View, at: Point): Point => ({ x: x + at.x / scale, y: y + at.y / scale });

export const toScreen = ({ x, y, scale }: View, at: Point): Point => ({ x: (at.x - x) * scale, y: (at.y - y) * scale });

/** The part of the layout that is on the screen. */
export const visibleBox = ({ x, y, scale }: View, screen: Screen): Box => ({
  x,
  y,
  width: screen.width / scale,
  height: screen.height / scale,
});

/** A view on the way from one to another: the scale grows evenly to the eye, and the point that both show stays still. */
export function between(from: View, to: View, part: number): View {
  const scale = from.scale * (to.scale / from.scale) ** part;
  const moved = from.scale === to.scale ? part : (1 / from.scale - 1 / scale) / (1 / from.scale - 1 / to.scale);
  return { x: from.x + (to.x - from.x) * moved, y: from.y + (to.y - from.y) * moved, scale };
}
