/** The pictures of states: which there are, where they are, and the page that shows them side by side. */
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Look } from './gallery.ts';
import { STATES } from './states.ts';

const FOLDER = join(import.meta.dirname, '../../../screenshots');

/** Those of each run of the tests. A zoom of 400 % on a screen of 1280 px leaves 320. */
export const MAIN_LOOKS: readonly Look[] = [
  { name: '1280-light', width: 1280 },
  { name: '1280-dark', width: 1280, isDark: true },
  { name: '390-light', width: 390 },
  { name: '320-light', width: 320 },
];
/** The names of those that each run takes pictures of. */
export const PICTURED: readonly string[] = ['1280-dark', '390-light'];
export const ALL_LOOKS: readonly Look[] = [
  ...MAIN_LOOKS,
  { name: '390-dark', width: 390, isDark: true },
  { name: '1280-forced', width: 1280, hasForcedColors: true },
];
/** Of the languages besides English. */
export const LANGUAGE_LOOKS: readonly Look[] = [
  { name: '390-light', width: 390 },
  { name: '1280-light', width: 1280 },
];

export const pictureOf = (language: string, state: string, look: Look): string =>
  join(FOLDER, language, `${state}-${look.name}.png`);

/** The states without a picture of each look. */
export const withoutPicture = (language: string, looks: readonly Look[]): string[] =>
  STATES.filter(({ name }) =>
    looks.some(look => !statSync(pictureOf(language, name, look), { throwIfNoEntry: false })?.size),
  ).map(({ name }) => name);

/** Writes the page that shows all pictures of these languages. */
export function writeContactSheet(languages: readonly string[]): void {
  const parts = STATES.map(({ name }) => {
    const pictures = languages.flatMap(language =>
      (language === 'en' ? ALL_LOOKS : LANGUAGE_LOOKS).map(look => {
        const file = `${language}/${name}-${look.name}.png`;
        return `<figure><a href="${file}"><img src="${file}" alt="" loading="lazy"></a><figcaption>${language} ${look.name}</figcaption></figure>`;
      }),
    );
    return `<h2 id="${name}">${name}</h2><div>${pictures.join('')}</div>`;
  });
  const style = 'body{font:1rem sans-serif}div{display:flex;gap:1rem;overflow:auto}img{height:30rem}figure{margin:0}';
  const html = `<!doctype html><meta charset="utf-8"><title>Pages</title><style>${style}</style><h1>Pages</h1>${parts.join('\n')}`;
  writeFileSync(join(FOLDER, 'index.html'), html);
}
