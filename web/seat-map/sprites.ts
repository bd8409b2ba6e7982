/** The pictures of seats: one small canvas for each look, drawn once for each size. States differ in shape, not only in colour. */
import type { Palette } from './palette.ts';
import { type Look, readLook } from './seats.ts';

export type Context = CanvasRenderingContext2D;

export interface Sprites {
  /** Pixels of the device. */
  readonly size: number;
  of(look: number): HTMLCanvasElement;
}

export function spritesOf(size: number, palette: Palette): Sprites {
  const drawn: HTMLCanvasElement[] = [];
  return {
    size,
    of(look) {
      drawn[look] ??= drawSprite(size, readLook(look), palette);
      return drawn[look];
    },
  };
}

export function canvasOf(width: number, height: number): { canvas: HTMLCanvasElement; context: Context } {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('this browser has no canvas');
  return { canvas, context };
}

/** The part of a unit that a seat fills. */
const FILL = 0.84;

function drawSprite(size: number, look: Look, palette: Palette): HTMLCanvasElement {
  const { canvas, context } = canvasOf(size, size);
  context.translate(size / 2, size / 2);
  context.scale(size * FILL * 0.5, size * FILL * 0.5);
  if (look.isFaint) context.globalAlpha = 0.22;
  PAINT[look.status](context, look, palette, size);
  return canvas;
}

/** Everything is drawn around 0, with a radius of 1. */
const PAINT: Record<Look['status'], (context: Context, look: Look, palette: Palette, size: number) => void> = {
  available(context, { access, price }, palette, size) {
    context.fillStyle = palette.prices[price] ?? palette.text;
    outline(context, access);
    context.fill();
    if (access && size >= 10) glyph(context, access, palette.ink);
  },
  held(context, { access }, palette) {
    context.strokeStyle = palette.held;
    context.lineWidth = 0.22;
    outline(context, access, 0.89);
    context.stroke();
    context.clip();
    context.lineWidth = 0.2;
    context.beginPath();
    for (let at = -2; at <= 2; at += 0.62) {
      context.moveTo(at - 1, 1);
      context.lineTo(at + 1, -1);
    }
    context.stroke();
  },
  booked(context, _look, palette) {
    context.strokeStyle = palette.booked;
    context.lineWidth = 0.24;
    cross(context, 0.42);
  },
  blocked(context, { access }, palette) {
    context.fillStyle = palette.blocked;
    outline(context, access, 0.6);
    context.fill();
  },
};

/** A circle. Places for wheelchairs and companions have corners. */
function outline(context: Context, access: Look['access'], radius = 1): void {
  context.beginPath();
  if (access) context.roundRect(-radius, -radius, 2 * radius, 2 * radius, access === 'wheelchair' ? 0.25 : 0.6);
  else context.arc(0, 0, radius, 0, 7);
}

export function cross(context: Context, half: number): void {
  context.beginPath();
  context.moveTo(-half, -half);
  context.lineTo(half, half);
  context.moveTo(half, -half);
  context.lineTo(-half, half);
  context.stroke();
}

function glyph(context: Context, access: 'wheelchair' | 'companion', ink: string): void {
  context.strokeStyle = ink;
  context.fillStyle = ink;
  context.lineWidth = 0.16;
  context.lineCap = 'round';
  context.beginPath();
  context.arc(access === 'wheelchair' ? -0.15 : 0, -0.55, 0.17, 0, 7);
  context.fill();
  context.beginPath();
  if (access === 'wheelchair') {
    context.arc(-0.12, 0.25, 0.42, -1.9, 2.6);
    context.moveTo(-0.15, -0.3);
    context.lineTo(-0.1, 0.1);
    context.lineTo(0.32, 0.1);
    context.lineTo(0.5, 0.6);
    context.stroke();
  } else {
    context.moveTo(-0.45, 0.6);
    context.quadraticCurveTo(-0.45, -0.2, 0, -0.2);
    context.quadraticCurveTo(0.45, -0.2, 0.45, 0.6);
    context.fill();
  }
}
