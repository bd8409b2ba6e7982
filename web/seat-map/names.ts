/** Draws the names of sections and the labels of rows on top of the seats. */
import { type Block, type Layout, ROW_PITCH } from './layout.ts';
import { drawText, FONT, type Placed, place, type Scene } from './scene.ts';
import { toScreen } from './view-transform.ts';

/** CSS pixels between two seats from which names of sections are above the rows, and rows have labels. */
const NAMES_ABOVE = 12;

export function drawNames(scene: Scene, { blocks }: Layout): void {
  for (const block of blocks) {
    const placed = place(scene, block.box);
    if (!placed.isVisible) continue;
    const isNear = scene.view.scale >= NAMES_ABOVE && block.kind === 'section';
    if (isNear) drawRowLabels(scene, block);
    if (isNear) drawTitle(scene, block.name, placed);
    else drawPill(scene, block.name, placed);
  }
}

/** The name stays on the screen while the section is. */
function drawTitle({ context, palette, screen, view }: Scene, name: string, { x, y, width, height }: Placed): void {
  const left = Math.max(x, 0);
  const right = Math.min(x + width, screen.width);
  context.fillStyle = palette.text;
  const top = Math.max(y + view.scale, 14);
  if (top > y + height - 8) return;
  if (top > y + view.scale) {
    pill(
      { context, palette },
      (left + right) / 2,
      top,
      Math.min(context.measureText(name).width + 40, right - left),
      22,
    );
    context.fillStyle = palette.text;
  }
  drawText(context, name, (left + right) / 2, top, Math.min(view.scale * 0.8, 16), right - left - 12);
}

/** The name in the middle of a section that is far away. A name that does not fit on one line is broken. */
function drawPill({ context, palette }: Scene, name: string, { x, y, width, height }: Placed): void {
  const size = Math.min(Math.max(width / 9, 8), 16);
  context.font = `600 ${size}px ${FONT}`;
  const lines = brokenInto(name, width - 6, text => context.measureText(text).width);
  const lineHeight = size * 1.2;
  const shown = lines.slice(0, Math.max(Math.floor(height / lineHeight), 1));
  const widest = Math.min(Math.max(...shown.map(line => context.measureText(line).width)) + 12, width - 2);
  if (widest < 18 || height < lineHeight) return;
  const [centreX, centreY] = [x + width / 2, y + height / 2];
  pill({ context, palette }, centreX, centreY, widest, shown.length * lineHeight + 4);
  context.fillStyle = palette.text;
  for (const [i, line] of shown.entries()) {
    drawText(context, line, centreX, centreY + (i - (shown.length - 1) / 2) * lineHeight, size, widest - 4);
  }
}

/** At both ends of each row. At the left edge of the screen if the row begins outside. */
function drawRowLabels({ context, view, screen, palette }: Scene, { rows }: Block): void {
  const size = Math.min(view.scale * 0.5, 13);
  context.fillStyle = palette.soft;
  for (const { label, y, left, right } of rows) {
    const at = toScreen(view, { x: left - 1.1, y });
    if (at.y < -view.scale * ROW_PITCH || at.y > screen.height + view.scale) continue;
    const end = toScreen(view, { x: right + 1.1, y });
    if (at.x > 0) drawText(context, label, at.x, at.y, size, view.scale * 1.2);
    if (end.x < screen.width) drawText(context, label, end.x, at.y, size, view.scale * 1.2);
    if (at.x > 0 || end.x < 20) continue;
    pill({ context, palette }, 12, at.y, 22, size + 6);
    context.fillStyle = palette.soft;
    drawText(context, label, 12, at.y, size, 20);
  }
}

function pill(
  { context, palette }: Pick<Scene, 'context' | 'palette'>,
  x: number,
  y: number,
  w: number,
  h: number,
): void {
  context.globalAlpha = 0.82;
  context.fillStyle = palette.panel;
  context.beginPath();
  context.roundRect(x - w / 2, y - h / 2, w, h, 6);
  context.fill();
  context.globalAlpha = 1;
}

/** Words on lines that are at most so wide. A single word may be wider. */
export function brokenInto(text: string, widthMax: number, widthOf: (text: string) => number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && widthOf(longer) <= widthMax) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
