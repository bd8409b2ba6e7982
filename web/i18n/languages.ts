/** Finds the language of the visitor, and loads its texts. */
import { DEFAULT_LANGUAGE, LANGUAGES, type Language } from '../../lib/domain/languages.ts';
import type { Words } from '../../lib/messages/messages.ts';
import type { WebMessages } from '../../lib/messages/web/messages.ts';
import { pseudo } from './pseudo.ts';

export type WebTexts = Words & WebMessages;

/** The language and direction that texts and formats follow. */
export interface Speech {
  /** The language of formats, and of mails that the visitor asks for. */
  language: Language;
  /** The value of the attribute `lang`. */
  tag: string;
  direction: 'ltr' | 'rtl';
  texts: WebTexts;
}

/** Languages that tests and translators choose: English with longer words, and English from right to left. */
const PSEUDO = { 'en-XA': 'ltr', 'ar-XB': 'rtl' } as const;

const CHOSEN = 'holdfast-language';

const LOADERS: Readonly<Record<Language, () => Promise<{ messages: WebTexts }>>> = {
  en: () => import('./en.ts'),
  de: () => import('./de.ts'),
};

const isLanguage = (tag: string): tag is Language => (LANGUAGES as readonly string[]).includes(tag);

/** The language that the visitor has chosen here, else the first of the browser's languages that the app has. */
export function preferredLanguage(): string {
  const chosen = localStorage.getItem(CHOSEN);
  if (chosen !== null && (isLanguage(chosen) || chosen in PSEUDO)) return chosen;
  return navigator.languages.map(tag => tag.slice(0, 2)).find(isLanguage) ?? DEFAULT_LANGUAGE;
}

/** Whether the visitor has chosen a language on this device. */
export const hasChosenLanguage = (): boolean => localStorage.getItem(CHOSEN) !== null;

export const keepLanguage = (language: Language): void => localStorage.setItem(CHOSEN, language);

export async function loadSpeech(tag: string): Promise<Speech> {
  const direction = PSEUDO[tag as keyof typeof PSEUDO];
  const language = isLanguage(tag) ? tag : DEFAULT_LANGUAGE;
  const { messages } = await LOADERS[language]();
  if (direction === undefined) return { language, tag: language, direction: 'ltr', texts: messages };
  return { language, tag, direction, texts: tag === 'en-XA' ? pseudo(messages) : messages };
}
