/**
 * All seats in one small bitmap, the first thing that is drawn. Pixels are copied from the pictures of seats by hand, because 50,000 calls
 * of the canvas take ten times as long.
 */
import type { Layout } from './layout.ts';
import type { Palette } from './palette.ts';
import type { Seats } from './seats.ts';
import { type Context, canvasOf, type Sprites, spritesOf } from './sprites.ts';

export interface Overview {
  readonly canvas: HTMLCanvasElement;
  /** Pixels of a unit. */
  readonly scale: number;
  /** Draws these seats again. */
  patch(changed: Iterable<number>): void;
}

const SCALES = [16, 8, 4, 2, 1];
const PIXELS_MAX = 4_500_000;
/** Of the screen. A phone has small pixels, but also a slow processor: its first picture is coarser, until tiles replace it. */
const SCREENS_MAX = 2;
const PIXELS_MIN = 500_000;
const SIDE_MAX = 8_192;

/** `screenPixels` is the number of pixels of the canvas that shows the map. */
export function overviewOf(layout: Layout, seats: Seats, palette: Palette, screenPixels: number): Overview {
  const scale = scaleOf(layout, Math.min(Math.max(screenPixels * SCREENS_MAX, PIXELS_MIN), PIXELS_MAX));
  const { canvas, context } = canvasOf(
    Math.max(Math.ceil(layout.bounds.width * scale), 1),
    Math.max(Math.ceil(layout.bounds.height * scale), 1),
  );
  const sprites = spritesOf(scale, palette);
  stampAll(context, layout, seats, sprites);
  return {
    canvas,
    scale,
    patch(changed) {
      for (const i of changed) {
        const [x, y] = cornerOf(layout, i, scale);
        context.clearRect(x, y, scale, scale);
        context.drawImage(sprites.of(seats.look[i] as number), x, y);
      }
    },
  };
}

const scaleOf = ({ bounds: { width, height } }: Layout, pixelsMax: number): number =>
  SCALES.find(scale => width * height * scale * scale <= pixelsMax && Math.max(width, height) * scale <= SIDE_MAX) ?? 1;

/** The pixel at the top left of a seat's square. Squares do not overlap. */
export const cornerOf = ({ x, y }: Layout, i: number, scale: number): [number, number] => [
  Math.round(((x[i] as number) - 0.5) * scale),
  Math.round(((y[i] as number) - 0.5) * scale),
];

function stampAll(context: Context, layout: Layout, seats: Seats, sprites: Sprites): void {
  const { width, height } = context.canvas;
  const image = context.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  const stamps: Uint32Array[] = [];
  const { size } = sprites;
  for (let i = 0; i < seats.look.length; i++) {
    const look = seats.look[i] as number;
    stamps[look] ??= pixelsOf(sprites.of(look));
    const stamp = stamps[look];
    const [left, top] = cornerOf(layout, i, size);
    let from = 0;
    for (let y = 0; y < size; y++) {
      let to = (top + y) * width + left;
      for (let x = 0; x < size; x++) pixels[to++] = stamp[from++] as number;
    }
  }
  context.putImageData(image, 0, 0);
}

function pixelsOf(sprite: HTMLCanvasElement): Uint32Array {
  const { width, height } = sprite;
  // Reading a canvas that is also drawn from would move it between the processors: the pixels come from a copy.
  const copy = canvasOf(width, height).context;
  copy.drawImage(sprite, 0, 0);
  return new Uint32Array(copy.getImageData(0, 0, width, height).data.buffer);
}
