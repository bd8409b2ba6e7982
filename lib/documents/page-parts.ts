/** The parts of a page: texts, rows of labelled texts, rules and the code, each with its height and its place in the tag tree. */
import type PDFDocument from 'pdfkit';
import { drawQrCode, drawText, type QrCode } from './draw.ts';
import type { Fonts } from './fonts.ts';
import { showableText } from './showable-text.ts';
import { fitText, type TextBlock, type TextStyle } from './text-block.ts';
import type { Field } from './ticket-texts.ts';

type Document = InstanceType<typeof PDFDocument>;
/** An element of the tag tree, which readers for the blind follow. */
export type Tag = ReturnType<Document['struct']>;

/** A part of a page whose size is known before it is drawn. */
export interface Part {
  height: number;
  /** The distance of the first line's baseline from the top. Only a text has one. */
  baseline?: number;
  draw(document: Document, parent: Tag, x: number, y: number): void;
}

/** The role of a text in the tag tree. */
export type TextTag = 'H1' | 'H2' | 'P' | 'TH' | 'TD';

/** Makes the parts of a document. A text that no font can show is replaced by the booking's reference. */
export interface PartMaker {
  text(text: string, width: number, style: TextStyle, tag?: TextTag): Part;
  /** A small label above its text. */
  field(field: Field, width: number, style: TextStyle): Part;
}

export const GREY = '#555555';
export const BLACK = '#111111';
const LABEL: TextStyle = { size: 8.5, sizeMin: 6, linesMax: 1, color: GREY };
const LABEL_GAP = 1;

/** The parts of a document that its pages share. */
export interface Shared {
  fonts: Fonts;
  /** Collects the blocks of characters that no font can show. */
  missing: Set<string>;
  /** Most texts are the same on each page, and are laid out once. */
  blocks: Map<string, TextBlock>;
}

export function createPartMaker({ fonts, missing, blocks }: Shared, inPlace: string, scale: number): PartMaker {
  const block = (text: string, width: number, style: TextStyle): TextBlock => {
    const key = JSON.stringify([text, width, style, scale]);
    const known = blocks.get(key);
    if (known) return known;
    const shown = showableText(text, fonts);
    for (const each of shown.missing) missing.add(each);
    const scaled = { ...style, size: style.size * scale, sizeMin: style.sizeMin * scale };
    const made = fitText(shown.text ?? inPlace, fonts, width, scaled);
    blocks.set(key, made);
    return made;
  };
  return {
    text(text, width, style, tag = 'P') {
      return textPart(block(text, width, style), tag);
    },
    field({ label, value }, width, style) {
      return fieldPart(block(label, width, LABEL), block(value, width, style));
    },
  };
}

const textPart = (block: TextBlock, tag: string): Part => ({
  height: block.height,
  baseline: (block.lines[0]?.ascent ?? 0) * block.size,
  draw(document, parent, x, y) {
    parent.add(document.struct(tag, { actual: block.text }, () => drawText(document, block, x, y)));
  },
});

const fieldPart = (label: TextBlock, value: TextBlock): Part => ({
  height: label.height + LABEL_GAP + value.height,
  draw(document, parent, x, y) {
    const draw = (): void => {
      drawText(document, label, x, y);
      drawText(document, value, x, y + label.height + LABEL_GAP);
    };
    parent.add(document.struct('P', { actual: `${label.text}: ${value.text}` }, draw));
  },
});

/** Parts beside each other. */
export const rowOf = (parts: { part: Part; x: number }[]): Part => ({
  height: Math.max(0, ...parts.map(({ part }) => part.height)),
  draw(document, parent, x, y) {
    for (const each of parts) each.part.draw(document, parent, x + each.x, y);
  },
});

/** Texts beside each other whose first lines are on one baseline, also if their fonts have other ascents. */
export function lineOfTexts(parts: { part: Part; x: number }[]): Part {
  const baseline = Math.max(0, ...parts.map(({ part }) => part.baseline ?? 0));
  return rowOf(
    parts.map(({ part, x }) => {
      const above = baseline - (part.baseline ?? baseline);
      return {
        x,
        part: {
          ...part,
          height: above + part.height,
          draw: (document, parent, left, y) => part.draw(document, parent, left, y + above),
        },
      };
    }),
  );
}

/** Parts below each other. */
export const columnOf = (parts: Part[], gap: number): Part => ({
  height: parts.reduce((sum, { height }) => sum + height, 0) + gap * Math.max(0, parts.length - 1),
  draw(document, parent, x, y) {
    let top = y;
    for (const part of parts) {
      part.draw(document, parent, x, top);
      top += part.height + gap;
    }
  },
});

/** A thin line, which is no content. */
export const rulePart = (width: number): Part => ({
  height: 0,
  draw(document, _parent, x, y) {
    document.markContent('Artifact', { type: 'Layout' });
    document
      .moveTo(x, y)
      .lineTo(x + width, y)
      .lineWidth(0.5)
      .strokeColor('#bbbbbb')
      .stroke();
    document.endMarkedContent();
  },
});

/** `side` is without the quiet zone, which is white space around it. */
export const codePart = (code: QrCode, alt: string, side: number): Part => ({
  height: side,
  draw(document, parent, x, y) {
    const bbox: [number, number, number, number] = [x, y, x + side, y + side];
    parent.add(
      document.struct('Figure', { alt, bbox } as { alt: string }, () => drawQrCode(document, code, x, y, side)),
    );
  },
});
