/** Draws marks on top of the seats: what the visitor chose and lost, the seat under the pointer, and the focus. */
import type { Palette } from './palette.ts';
import type { Scene } from './scene.ts';
import { type Context, cross } from './sprites.ts';
import { toScreen } from './view-transform.ts';

export type Mark = 'selected' | 'lost' | 'hovered' | 'focus';

/** Marks have at least this radius (CSS pixels), so that they can be found on a map that is far away. */
const MARK_MIN = 5;

export function drawMark({ context, view, palette }: Scene, mark: Mark, at: { x: number; y: number }): void {
  const { x, y } = toScreen(view, at);
  const radius = Math.max(view.scale * 0.46, MARK_MIN);
  context.save();
  context.translate(x, y);
  context.scale(radius, radius);
  context.lineCap = 'round';
  context.lineJoin = 'round';
  MARKS[mark](context, palette);
  context.restore();
}

const MARKS: Record<Mark, (context: Context, palette: Palette) => void> = {
  selected(context, palette) {
    disc(context, palette.selected, palette.panel);
    context.strokeStyle = palette['on-selected'];
    context.lineWidth = 0.26;
    context.beginPath();
    context.moveTo(-0.42, 0.02);
    context.lineTo(-0.1, 0.36);
    context.lineTo(0.46, -0.32);
    context.stroke();
  },
  lost(context, palette) {
    disc(context, palette.panel, palette.lost);
    context.strokeStyle = palette.lost;
    context.lineWidth = 0.26;
    cross(context, 0.4);
  },
  hovered(context, palette) {
    ring(context, palette.text, 1, 0.14);
  },
  focus(context, palette) {
    ring(context, palette.panel, 1.14, 0.46);
    ring(context, palette.focus, 1.14, 0.24);
  },
};

function disc(context: Context, fill: string, edge: string): void {
  context.fillStyle = fill;
  context.beginPath();
  context.arc(0, 0, 1, 0, 7);
  context.fill();
  ring(context, edge, 1, 0.16);
}

function ring(context: Context, colour: string, radius: number, width: number): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.beginPath();
  context.arc(0, 0, radius, 0, 7);
  context.stroke();
}
