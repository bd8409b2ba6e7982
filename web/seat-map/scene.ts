/** The scene of a frame, and the parts that panels and names share. */
import type { Block } from './layout.ts';
import type { Palette } from './palette.ts';
import type { Context } from './sprites.ts';
import { type Screen, toScreen, type View } from './view-transform.ts';

export interface Scene {
  context: Context;
  view: View;
  screen: Screen;
  palette: Palette;
}

/** A box on the screen (CSS pixels). */
export type Placed = ReturnType<typeof place>;

export function place({ view, screen }: Scene, box: Block['box']) {
  const { x, y } = toScreen(view, box);
  const [width, height] = [box.width * view.scale, box.height * view.scale];
  return { x, y, width, height, isVisible: x < screen.width && y < screen.height && x + width > 0 && y + height > 0 };
}

export const FONT = 'system-ui, sans-serif';

export function drawText(context: Context, text: string, x: number, y: number, size: number, widthMax: number): void {
  if (widthMax <= 4) return;
  context.font = `600 ${size}px ${FONT}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(text, x, y, widthMax);
}
