/** Splits a text into the smallest parts that lines are made of: clusters with their font, their direction and their breaks. */
import bidiFactory, { type Bidi } from 'bidi-js';
import type { HanStyle } from './font-files.ts';
import type { Face, Fonts } from './fonts.ts';
import { graphemes, hanStyleOf } from './showable-text.ts';

/** A character with its marks, or a part of it if no font has all of it. */
export interface Atom {
  text: string;
  /** The characters that the font is asked to draw. */
  shown: string;
  face: Face;
  /** The bidirectional level: odd if it is written from right to left. */
  level: number;
  isSpace: boolean;
  /** Whether a line may begin here. */
  mayBeginLine: boolean;
}

export interface Atoms {
  atoms: Atom[];
  /** The level of the whole text: 1 if its first letter is written from right to left. */
  baseLevel: number;
}

/** Its types describe an ES module, but Node gives the function itself. */
const bidi = (bidiFactory as unknown as () => Bidi)();

/** The fonts must have a glyph for each character of the text: see showable-text.ts. */
export function atomsOf(text: string, fonts: Fonts): Atoms {
  const { levels, paragraphs } = bidi.getEmbeddingLevels(text);
  const breaks = breaksIn(text);
  const han = hanStyleOf(text);
  const atoms: Atom[] = [];
  for (const { segment, index } of graphemes.segment(text)) {
    const level = levels[index] ?? 0;
    const previous = atoms.at(-1)?.face;
    facesOf(segment, fonts, han, previous).forEach(({ text: part, face }, i) => {
      const shown = isOdd(level) ? (bidi.getMirroredCharacter(part) ?? part) : withSplitSaraAm(part);
      atoms.push({ text: part, shown, face, level, isSpace: part === ' ', mayBeginLine: i === 0 && breaks.has(index) });
    });
  }
  return { atoms, baseLevel: paragraphs[0]?.level ?? 0 };
}

/**
 * Splits the Thai vowel AM into its ring and its stroke. The ring stands below a tone mark, but the joined vowel comes after it. The
 * fonts expect their shaper to do this, and fontkit does not.
 */
const withSplitSaraAm = (text: string): string => text.replace(/([\u0e48-\u0e4b]?)\u0e33/g, '\u0e4d$1\u0e32');

export const isOdd = (level: number): boolean => level % 2 === 1;

/** A cluster in one font if there is one, else each of its characters in a font of its own. */
function facesOf(cluster: string, fonts: Fonts, han: HanStyle, previous: Face | undefined) {
  if (cluster === ' ' && previous) return [{ text: cluster, face: previous }];
  const characters = [...cluster];
  const faces = characters.map(character => fonts.faceOf(codeOf(character), han));
  const whole = faces.find(face => face && characters.every((character, i) => !faces[i] || has(face, character)));
  if (whole) return [{ text: cluster, face: whole }];
  return characters.flatMap((text, i) => {
    const face = faces[i];
    return face ? [{ text, face }] : [];
  });
}

const codeOf = (character: string): number => character.codePointAt(0) ?? 0;
const has = ({ font }: Face, character: string): boolean => font.hasGlyphForCodePoint(codeOf(character));

const words = new Intl.Segmenter('en', { granularity: 'word' });

/**
 * The positions where a line may begin: after a space, after a hyphen or a slash, and between the words of scripts that are written
 * without spaces. A line does not begin with closing punctuation, and does not end with opening punctuation.
 */
function breaksIn(text: string): Set<number> {
  const positions = new Set<number>();
  let before = '';
  for (const { segment, index } of words.segment(text)) {
    if (mayBreakBetween(before, segment)) positions.add(index);
    before = segment;
  }
  return positions;
}

const UNSPACED = String.raw`[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\u3000-\u303f\uff00-\uffef]`;
const ENDS_UNSPACED = new RegExp(`${UNSPACED}$`, 'u');
const BEGINS_UNSPACED = new RegExp(`^${UNSPACED}`, 'u');
/** Closing punctuation, and small kana and marks that lengthen the sound before them. */
const NEVER_FIRST = /^[\p{Pe}\p{Pf}\p{Po}\p{Lm}\p{M}ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ]/u;
const NEVER_LAST = /[\p{Ps}\p{Pi}]$/u;

function mayBreakBetween(before: string, after: string): boolean {
  if (before === '' || after.startsWith(' ')) return false;
  if (before.endsWith(' ') || /[-‐–—/]$/u.test(before)) return true;
  const isUnspaced = ENDS_UNSPACED.test(before) || BEGINS_UNSPACED.test(after);
  return isUnspaced && !NEVER_FIRST.test(after) && !NEVER_LAST.test(before);
}
