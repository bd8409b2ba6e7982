/**
 * The picture of a map on a canvas: panels, then seats from tiles of the scale in use, from older tiles, or from the overview, then names and
 * marks. A frame copies bitmaps; tiles are drawn when the browser has time.
 */
import { hitTestOf } from './hit-test.ts';
import { type Box, type Layout, layOut } from './layout.ts';
import { drawMark, type Mark } from './marks.ts';
import { drawNames } from './names.ts';
import { type Overview, overviewOf } from './overview.ts';
import type { Palette } from './palette.ts';
import { drawPanels } from './panels.ts';
import type { Scene } from './scene.ts';
import { columnsOf, priceIndexOf } from './seats.ts';
import type { Context } from './sprites.ts';
import { boxOfTile, intersection, type TileAt, tilesOver } from './tile-index.ts';
import { type Drawn, type TileLayer, tileLayerOf } from './tile-layer.ts';
import type { SeatMapModel } from './view.ts';
import { type Screen, type View, visibleBox } from './view-transform.ts';

export interface MarkAt {
  mark: Mark;
  seat: number;
}

/** Up to this many pixels of a unit, tiles are a little larger than shown, so that seats are at equal distances. */
const EVEN_BELOW = 20;
const EVEN_STEP = 4;

export class Picture {
  readonly drawn: Drawn;
  /** The number of the colour of each price. */
  readonly prices: Map<number, number>;
  readonly front: string | undefined;
  readonly #ratio: number;
  readonly #pixels: number;
  #overview: Overview;
  /** The newest first. The second is shown where the first has no tile yet. */
  #layers: TileLayer[] = [];
  #missing: TileAt[] = [];
  #isZooming = false;

  /** `screen` in CSS pixels, of which each has `ratio` pixels to each side. */
  constructor(model: SeatMapModel, palette: Palette, screen: Screen, ratio: number) {
    const layout: Layout = layOut(model);
    this.prices = priceIndexOf(model);
    this.drawn = { layout, seats: columnsOf(model, this.prices), palette, hits: hitTestOf(layout) };
    this.front = model.front;
    this.#ratio = ratio;
    this.#pixels = screen.width * screen.height * ratio ** 2;
    this.#overview = overviewOf(layout, this.drawn.seats, palette, this.#pixels);
  }

  /** Draws everything again in other colours. */
  recolour(palette: Palette): void {
    this.drawn.palette = palette;
    this.redraw();
  }

  /** Draws all seats again. */
  redraw(): void {
    const { layout, seats, palette } = this.drawn;
    this.#overview = overviewOf(layout, seats, palette, this.#pixels);
    this.#layers = [];
  }

  patch(changed: readonly number[]): void {
    this.#overview.patch(changed);
    for (const layer of this.#layers) layer.patch(changed);
  }

  /** Draws a frame. While the map is being zoomed, the tiles of the scale before are stretched, in the quality that takes the least time. */
  frame(context: Context, view: View, screen: Screen, marks: Iterable<MarkAt>, isZooming: boolean): void {
    const { layout, palette } = this.drawn;
    const scene: Scene = { context, view, screen, palette };
    const ratio = this.#ratio;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, screen.width, screen.height);
    drawPanels(scene, layout, this.front);
    context.setTransform(1, 0, 0, 1, 0, 0);
    this.#isZooming = isZooming;
    this.#chooseLayer(view.scale * ratio, isZooming);
    this.#missing = [];
    const visible = intersection(visibleBox(view, screen), layout.bounds);
    if (visible) this.#drawSeats(context, view, visible, 0);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    drawNames(scene, layout);
    for (const { mark, seat } of marks) {
      drawMark(scene, mark, { x: layout.x[seat] as number, y: layout.y[seat] as number });
    }
  }

  /** Draws a tile that the last frame missed. Returns false if there is none. */
  paintMissing(): boolean {
    const [layer] = this.#layers;
    const at = this.#missing.shift();
    if (!layer || !at) return false;
    layer.paint(at);
    return true;
  }

  #chooseLayer(scale: number, isZooming: boolean): void {
    if (scale <= this.#overview.scale) {
      this.#layers = [];
      return;
    }
    const wanted = scale < EVEN_BELOW ? Math.ceil(scale / EVEN_STEP) * EVEN_STEP : scale;
    const [layer] = this.#layers;
    if (layer?.scale === wanted || (layer && isZooming)) return;
    this.#layers = [tileLayerOf(this.drawn, wanted, this.#ratio), ...(layer ? [layer] : [])];
  }

  #drawSeats(context: Context, view: View, box: Box, depth: number): void {
    const layer = this.#layers[depth];
    if (!layer) {
      this.#drawPart(context, view, this.#overview, { x: 0, y: 0 }, box);
      return;
    }
    for (const at of tilesOver(box, layer.scale)) {
      const tileBox = boxOfTile(at, layer.scale);
      const part = intersection(tileBox, box);
      if (!part) continue;
      const canvas = layer.tile(at);
      if (canvas) this.#drawPart(context, view, { canvas, scale: layer.scale }, tileBox, part);
      else {
        if (depth === 0) this.#missing.push(at);
        this.#drawSeats(context, view, part, depth + 1);
      }
    }
  }

  /** Copies a part of a bitmap whose top left is at `origin`. Edges are on whole pixels, so that parts have no seams. */
  #drawPart(
    context: Context,
    view: View,
    { canvas, scale }: { canvas: HTMLCanvasElement; scale: number },
    origin: { x: number; y: number },
    part: Box,
  ): void {
    const onScreen = view.scale * this.#ratio;
    const [offsetX, offsetY] = [Math.round(view.x * onScreen), Math.round(view.y * onScreen)];
    const left = Math.round(part.x * onScreen) - offsetX;
    const top = Math.round(part.y * onScreen) - offsetY;
    const right = Math.round((part.x + part.width) * onScreen) - offsetX;
    const bottom = Math.round((part.y + part.height) * onScreen) - offsetY;
    if (right <= left || bottom <= top) return;
    const factor = scale / onScreen;
    context.imageSmoothingEnabled = Math.abs(factor - 1) > 1e-6;
    context.imageSmoothingQuality = factor > 1.5 && !this.#isZooming ? 'medium' : 'low';
    context.drawImage(
      canvas,
      (left + offsetX) * factor - origin.x * scale,
      (top + offsetY) * factor - origin.y * scale,
      (right - left) * factor,
      (bottom - top) * factor,
      left,
      top,
      right - left,
      bottom - top,
    );
  }
}
