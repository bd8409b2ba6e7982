/** The part of fontkit that documents use. The package has no types of its own. */
declare module 'fontkit' {
  export interface Glyph {
    id: number;
    codePoints: number[];
  }
  export interface GlyphRun {
    glyphs: Glyph[];
    /** In units of the font. */
    advanceWidth: number;
    direction: 'ltr' | 'rtl';
  }
  export interface Font {
    unitsPerEm: number;
    ascent: number;
    descent: number;
    hasGlyphForCodePoint(codePoint: number): boolean;
    /** Shapes a text of one script. The glyphs are in visual order. */
    layout(text: string, features?: string[]): GlyphRun;
  }
  export function create(bytes: Uint8Array): Font;
}
