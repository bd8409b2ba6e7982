/** The texts of the page that opens the links of mails, in each language, with the locale of its times and amounts. */
import type { Language } from '../../domain/languages.ts';
import { LINKS as GERMAN } from '../../messages/web/de/links.ts';
import { LINKS as ENGLISH } from '../../messages/web/en/links.ts';
import type { LinksMessages } from '../../messages/web/links.ts';

export type LinksPageTexts = LinksMessages & { locale: string };

export const LINKS_PAGE_TEXTS: Readonly<Record<Language, LinksPageTexts>> = {
  en: { locale: 'en-GB', ...ENGLISH },
  de: { locale: 'de-DE', ...GERMAN },
};
