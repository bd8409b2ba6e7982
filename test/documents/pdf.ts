/** Reads a PDF as a reader, a printer and a scanner at the door do. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { inflateSync } from 'node:zlib';
import { createCanvas, type Image, type ImageData } from '@napi-rs/canvas';
import type { PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';

const POINTS_PER_MM = 72 / 25.4;

/** A text as it stands on a page, in points from the upper left corner. */
export interface PlacedText {
  text: string;
  left: number;
  right: number;
  baseline: number;
  size: number;
}

export interface Page {
  width: number;
  height: number;
  /** The text in visual order, with its spaces. */
  text: string;
  placed: PlacedText[];
  /** The roles of the tag tree, from top to bottom. */
  roles: string[];
}

export async function openPdf(bytes: Uint8Array): Promise<PDFDocumentProxy> {
  const { getDocument } = await import('pdfjs-dist/legacy/build/pdf.mjs');
  // It takes its data over, so it gets a copy.
  return getDocument({ data: new Uint8Array(bytes), disableFontFace: true, verbosity: 0 }).promise;
}

export async function pagesOf(document: PDFDocumentProxy): Promise<Page[]> {
  const numbers = Array.from({ length: document.numPages }, (_, i) => i + 1);
  return Promise.all(
    numbers.map(async number => {
      const page = await document.getPage(number);
      const { width, height } = page.getViewport({ scale: 1 });
      const { items } = await page.getTextContent();
      const placed = items.flatMap(item => {
        if (!('str' in item) || item.str.trim() === '') return [];
        const [, , , size, left, bottom] = item.transform as number[];
        const [x = 0, y = 0] = [left, bottom];
        return [{ text: item.str, left: x, right: x + item.width, baseline: height - y, size: size ?? 0 }];
      });
      const text = items.map(item => ('str' in item ? `${item.str}${item.hasEOL ? '\n' : ''}` : '')).join('');
      return { width, height, text, placed, roles: rolesIn((await page.getStructTree()) as Tagged) };
    }),
  );
}

interface Tagged {
  role?: string;
  children?: Tagged[];
}
const rolesIn = (node: Tagged): string[] => [
  ...(node.role === undefined ? [] : [node.role]),
  ...(node.children ?? []).flatMap(rolesIn),
];

const RENDERED_DPI = 144;

/** Draws a page as a printer does. */
export async function renderPage(document: PDFDocumentProxy, number = 1): Promise<ImageData> {
  const page = await document.getPage(number);
  const viewport = page.getViewport({ scale: RENDERED_DPI / 72 });
  const canvas = createCanvas(Math.ceil(viewport.width), Math.ceil(viewport.height));
  const context = canvas.getContext('2d');
  await page.render({ canvas: null, canvasContext: context as never, viewport }).promise;
  return context.getImageData(0, 0, canvas.width, canvas.height) as ImageData & Image;
}

export interface ReadCode {
  text: string;
  /** In mm, without the quiet zone. */
  side: number;
  ecLevel: string;
  /** Whether the quiet zone of four modules is white on all sides. */
  hasQuietZone: boolean;
}

const MODULES = 61;
const QUIET_MODULES = 4;
/** The corners that the scanner reports are that inexact: half a module. */
const EDGE_PIXELS = 3;

/** Finds the QR codes of an image. */
export async function codesIn(image: ImageData): Promise<ReadCode[]> {
  const wasm = fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm'));
  const wasmBinary = readFileSync(wasm).buffer as ArrayBuffer;
  await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
  const found = await readBarcodes(image as never, { formats: ['QRCode'] });
  return found.map(({ text, ecLevel, position: { topLeft, topRight } }) => {
    const pixels = topRight.x - topLeft.x;
    const quiet = ((QUIET_MODULES - 0.5) * pixels) / MODULES;
    return {
      text,
      ecLevel,
      side: (pixels / RENDERED_DPI) * 25.4,
      hasQuietZone: isWhiteAround(image, { x: topLeft.x, y: topLeft.y, side: pixels }, quiet),
    };
  });
}

function isWhiteAround(
  { data, width }: ImageData,
  { x, y, side }: { x: number; y: number; side: number },
  quiet: number,
) {
  const isWhite = (column: number, row: number): boolean =>
    data[(Math.round(row) * width + Math.round(column)) * 4] === 255;
  for (let along = -quiet; along <= side + quiet; along++) {
    for (let away = EDGE_PIXELS; away <= quiet; away++) {
      const dots: [number, number][] = [
        [x + along, y - away],
        [x + along, y + side + away],
        [x - away, y + along],
        [x + side + away, y + along],
      ];
      if (!dots.every(([column, row]) => isWhite(column, row))) return false;
    }
  }
  return true;
}

/** The numbers of the glyphs that the pages show, of all their fonts. 0 is the box of a missing glyph. */
export const glyphsShown = (pdf: Uint8Array): number[] =>
  streamsIn(pdf).flatMap(stream =>
    [...stream.matchAll(/<([0-9a-f]+)> -?[\d.]+/g)].flatMap(([, hex = '']) =>
      (hex.match(/.{4}/g) ?? []).map(glyph => Number.parseInt(glyph, 16)),
    ),
  );

/** The texts that a reader copies, line by line. */
export const linesToCopy = (pdf: Uint8Array): string[] =>
  streamsIn(pdf).flatMap(stream =>
    [...stream.matchAll(/\/Span <<\n\/ActualText \(((?:\\[\s\S]|[^\\)])*)\)/g)].map(([, text = '']) => decoded(text)),
  );

const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/** Decodes a string of PDF: bytes of ASCII, or of UTF-16 after its mark. */
function decoded(text: string): string {
  const bytes = Buffer.from(
    text.replace(/\\([\s\S])/g, (_, escaped: string) => ESCAPES[escaped] ?? escaped),
    'latin1',
  );
  return bytes[0] === 0xfe ? new TextDecoder('utf-16be').decode(bytes) : bytes.toString('latin1');
}

/** The contents of pages: streams that draw text. */
function streamsIn(pdf: Uint8Array): string[] {
  const file = Buffer.from(pdf);
  const streams: string[] = [];
  let at = file.indexOf('stream\n');
  while (at >= 0) {
    const end = file.indexOf('\nendstream', at);
    streams.push(contentIn(file.subarray(at + 'stream\n'.length, end)));
    at = file.indexOf('stream\n', end + '\nendstream\n'.length);
  }
  return streams.filter(stream => stream.includes(' Tm\n'));
}

function contentIn(stream: Buffer): string {
  try {
    return inflateSync(stream).toString('latin1');
  } catch {
    return '';
  }
}

export const inMm = (points: number): number => points / POINTS_PER_MM;
