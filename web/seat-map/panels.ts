/** Draws the panels behind the seats, and the stage. */
import type { Block, Layout } from './layout.ts';
import { drawText, place, type Scene } from './scene.ts';

export function drawPanels(scene: Scene, { blocks, front }: Layout, frontName: string | undefined): void {
  const { context, palette } = scene;
  context.lineWidth = 1;
  context.strokeStyle = palette.line;
  for (const { box, kind } of blocks) {
    const { x, y, width, height, isVisible } = place(scene, box);
    if (!isVisible) continue;
    context.beginPath();
    context.roundRect(x, y, width, height, Math.min(12, width / 6));
    context.fillStyle = palette.panel;
    context.fill();
    if (kind === 'area') context.setLineDash([5, 4]);
    context.stroke();
    context.setLineDash([]);
  }
  if (front && frontName !== undefined) drawFront(scene, front, frontName);
}

function drawFront(scene: Scene, box: Block['box'], name: string): void {
  const { context, palette } = scene;
  const { x, y, width, height, isVisible } = place(scene, box);
  if (!isVisible) return;
  context.beginPath();
  context.roundRect(x, y, width, height, [6, 6, height / 2, height / 2]);
  context.fillStyle = palette.front;
  context.fill();
  context.stroke();
  context.fillStyle = palette.text;
  drawText(context, name, x + width / 2, y + height / 2, Math.min(Math.max(height * 0.5, 9), 16), width - 8);
}
