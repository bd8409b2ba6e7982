/** The languages in which Holdfast writes to people. Each has a complete table of messages. */
export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The language of people who have chosen none. */
export const DEFAULT_LANGUAGE: Language = 'en';
