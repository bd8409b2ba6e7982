/** The messages of each language. */
import type { Language } from '../domain/languages.ts';
import { DE } from './de.ts';
import { EN } from './en.ts';
import type { Messages } from './messages.ts';

const MESSAGES: Readonly<Record<Language, Messages>> = { en: EN, de: DE };

export const messagesOf = (language: Language): Messages => MESSAGES[language];
