/** The fonts of documents, as npm installs them and as a function gets them. */
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createDocumentMaker } from '../../lib/documents/document-maker.ts';
import { fontAssetsIn, fontFilesIn, installedFonts } from '../../lib/documents/font-files.ts';
import { openFonts } from '../../lib/documents/fonts.ts';
import { unpackWoff } from '../../lib/documents/woff.ts';
import { EVERY_SCRIPT, withEvent } from './facts.ts';

const folder = installedFonts();
const fonts = openFonts(folder);
const faceOf = (character: string, han: 'sc' | 'jp' | 'kr' = 'sc'): string | undefined =>
  fonts.faceOf(character.codePointAt(0) ?? 0, han)?.name.split('/')[0];

describe('the fonts', () => {
  it('are files that exist, with the licence of each package', () => {
    const assets = fontAssetsIn(folder);
    expect(assets.filter(path => !existsSync(join(folder, path)))).toEqual([]);
    expect(new Set(assets).size).toBe(assets.length);
    expect(assets.filter(path => path.endsWith('/LICENSE'))).toHaveLength(8);
    expect(fontFilesIn(folder).length).toBeGreaterThan(300);
  });

  it('show Chinese characters in the form of the language, and Latin always in the first font', () => {
    expect((['sc', 'jp', 'kr'] as const).map(han => faceOf('直', han))).toEqual([
      'noto-sans-sc',
      'noto-sans-jp',
      'noto-sans-kr',
    ]);
    expect((['sc', 'jp', 'kr'] as const).map(han => faceOf('A', han))).toEqual(Array(3).fill('noto-sans'));
    expect(['א', 'ع', 'ह', 'ส'].map(character => faceOf(character))).toEqual([
      'noto-sans-hebrew',
      'noto-sans-arabic',
      'noto-sans-devanagari',
      'noto-sans-thai',
    ]);
  });

  it('have no glyph for other scripts', () => {
    expect(['ა', 'Ա', 'அ', '🎸', '\u{10ffff}'].map(character => faceOf(character))).toEqual(Array(5).fill(undefined));
  });

  it('are all that a function needs: a folder with these files alone makes the same document', async () => {
    const copy = mkdtempSync(join(tmpdir(), 'holdfast-fonts-'));
    try {
      for (const path of fontAssetsIn(folder)) cpSync(join(folder, path), join(copy, path), { recursive: true });
      const facts = withEvent({ title: EVERY_SCRIPT });
      const [here, there] = [
        await createDocumentMaker(folder).make(facts),
        await createDocumentMaker(copy).make(facts),
      ];
      expect(Buffer.compare(here.pdf, there.pdf)).toBe(0);
      expect(here.missing).toEqual([]);
    } finally {
      rmSync(copy, { recursive: true });
    }
  });

  it('say which folder is wrong', () => {
    const empty = mkdtempSync(join(tmpdir(), 'holdfast-fonts-'));
    try {
      expect(() => openFonts(empty)).toThrow(/unicode\.json/);
      for (const path of fontAssetsIn(folder).filter(each => each.endsWith('.json'))) {
        cpSync(join(folder, path), join(empty, path), { recursive: true });
      }
      const latin = fontFilesIn(folder)[0]?.path ?? '';
      cpSync(join(folder, dirname(latin)), join(empty, dirname(latin)), { recursive: true });
      writeFileSync(join(empty, latin), 'not a font');
      expect(() => openFonts(empty).faceOf(0x41, 'sc')).toThrow(/no font in WOFF/);
      expect(() => unpackWoff(Buffer.alloc(0))).toThrow(/no font in WOFF/);
    } finally {
      rmSync(empty, { recursive: true });
    }
  });
});
