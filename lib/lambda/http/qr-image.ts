/** A QR code as an SVG image. */
import { renderSVG } from 'uqr';
import type { Reply } from './reply.ts';

/** Error correction M restores 15 % of the code. The border of four modules is what ISO 18004 asks for. */
const OPTIONS = { ecc: 'M', border: 4, pixelSize: 4 } as const;

export const qrImage = (text: string): Reply => ({
  status: 200,
  headers: { 'content-type': 'image/svg+xml' },
  body: renderSVG(text, OPTIONS),
});
