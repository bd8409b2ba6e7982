/** The messages of each language. */
import type { Language } from '../domain/languages.ts';
import { MAIL as MAIL_DE } from './mail/de.ts';
import { MAIL as MAIL_EN } from './mail/en.ts';
import type { Messages } from './messages.ts';
import { WORDS as WORDS_DE } from './words/de.ts';
import { WORDS as WORDS_EN } from './words/en.ts';

const MESSAGES: Readonly<Record<Language, Messages>> = {
  en: { ...WORDS_EN, mail: MAIL_EN },
  de: { ...WORDS_DE, mail: MAIL_DE },
};

export const messagesOf = (language: Language): Messages => MESSAGES[language];
