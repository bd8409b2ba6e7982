/** The seat or the section under a point of the screen. */
import type { Camera } from './camera.ts';
import type { Block } from './layout.ts';
import type { Picture } from './picture.ts';
import { isAvailable } from './seats.ts';
import { type Point, PRESSABLE, toLayout } from './view-transform.ts';

/** CSS pixels around a seat that are part of it. */
const FINGER = 12;

/** Undefined also while seats are too small to be pressed: then the section is meant. */
export function seatAt(picture: Picture, { view }: Camera, at: Point): number | undefined {
  if (view.scale < PRESSABLE) return undefined;
  return picture.drawn.hits.seatAt(toLayout(view, at), Math.max(0.5, FINGER / view.scale));
}

export const blockAt = (picture: Picture, { view }: Camera, at: Point): Block | undefined =>
  picture.drawn.hits.blockAt(toLayout(view, at));

export function cursorOf(picture: Picture, camera: Camera, at: Point | undefined): 'pointer' | 'grab' {
  if (!at) return 'grab';
  const seat = seatAt(picture, camera, at);
  const isPressable =
    seat === undefined ? blockAt(picture, camera, at) : isAvailable(picture.drawn.seats.look[seat] ?? 1);
  return isPressable ? 'pointer' : 'grab';
}
