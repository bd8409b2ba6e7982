/** The tiles of one scale. A tile is drawn once. After that only seats that changed are drawn again, in their places. */
import type { HitTest } from './hit-test.ts';
import type { Layout } from './layout.ts';
import { cornerOf } from './overview.ts';
import type { Palette } from './palette.ts';
import { readLook, type Seats } from './seats.ts';
import { type Context, canvasOf, spritesOf } from './sprites.ts';
import { boxOfTile, keyOf, RecentlyUsed, TILE, type TileAt, tilesOver } from './tile-index.ts';

export interface TileLayer {
  /** Pixels of a unit. */
  readonly scale: number;
  tile(at: TileAt): HTMLCanvasElement | undefined;
  paint(at: TileAt): void;
  patch(changed: Iterable<number>): void;
}

const TILES_MAX = 72;
/** CSS pixels of a seat in which its number can be read. */
const NUMBERS_FROM = 22;
const FONT = 'system-ui, sans-serif';

export interface Drawn {
  layout: Layout;
  seats: Seats;
  palette: Palette;
  hits: HitTest;
}

export function tileLayerOf({ layout, seats, palette, hits }: Drawn, scale: number, ratio: number): TileLayer {
  const tiles = new RecentlyUsed<Context>(TILES_MAX);
  const size = Math.floor(scale);
  const sprites = spritesOf(size, palette);
  const hasNumbers = scale / ratio >= NUMBERS_FROM;

  const drawSeat = (context: Context, at: TileAt, i: number): void => {
    const [left, top] = cornerOf(layout, i, scale);
    const [x, y] = [left - at.column * TILE, top - at.row * TILE];
    const look = seats.look[i] as number;
    context.clearRect(x, y, size, size);
    context.drawImage(sprites.of(look), x, y);
    if (hasNumbers) drawNumber(context, look, seats.all[i]?.number ?? '', x + size / 2, y + size / 2);
  };

  const drawNumber = (context: Context, look: number, text: string, x: number, y: number): void => {
    const { access, status, isFaint } = readLook(look);
    if (access || status !== 'available') return;
    context.fillStyle = isFaint ? palette.text : palette.ink;
    context.font = `600 ${Math.round(size * (text.length > 2 ? 0.32 : 0.4))}px ${FONT}`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillText(text, x, y + size * 0.03, size * 0.72);
  };

  return {
    scale,
    tile: at => tiles.get(keyOf(at))?.canvas,
    paint(at) {
      const { context } = canvasOf(TILE, TILE);
      for (const i of hits.seatsIn(boxOfTile(at, scale))) drawSeat(context, at, i);
      const forgotten = tiles.set(keyOf(at), context);
      // Some browsers keep the memory of a canvas until it has no pixels.
      if (forgotten) forgotten.canvas.width = 0;
    },
    patch(changed) {
      for (const i of changed) {
        const box = { x: (layout.x[i] as number) - 0.5, y: (layout.y[i] as number) - 0.5, width: 1, height: 1 };
        for (const at of tilesOver(box, scale)) {
          const context = tiles.peek(keyOf(at));
          if (context) drawSeat(context, at, i);
        }
      }
    },
  };
}
