/** Gives components the texts and formats of the visitor's language. */
import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react';
import { I18nProvider } from 'react-aria-components';
import type { Language } from '../../lib/domain/languages.ts';
import {
  formatAmount,
  formatClock,
  formatDateTime,
  formatDay,
  formatNear,
  formatPercent,
  formatShort,
} from '../../lib/messages/formats.ts';
import { keepLanguage, loadSpeech, type Speech, type WebTexts } from './languages.ts';

interface Spoken extends Speech {
  /** Amounts are minor units of the currency. */
  money(money: { amount: number; currency: string }): string;
  percent(percent: number): string;
  /** The times are ISO 8601, as the API has them. */
  dateTime(time: string, timeZone: string): string;
  day(time: string, timeZone: string): string;
  /** The day and the time in few letters. */
  short(time: string, timeZone: string): string;
  /** The time without the day. */
  clock(time: string, timeZone: string): string;
  /** The time of something near another time: without the day if it is the same. */
  near(time: string, other: string, timeZone: string): string;
  /** Takes the language that the visitor has chosen on this device, and keeps it. */
  choose(language: Language): Promise<void>;
  /** Takes a language that was chosen elsewhere. */
  follow(language: Language): Promise<void>;
}

const SpeechContext = createContext<Spoken | undefined>(undefined);

/** Texts come with the first language that the page was loaded with, so that nothing is drawn without texts. */
export function SpeechProvider({ first, children }: { first: Speech; children: ReactNode }) {
  const [speech, setSpeech] = useState(first);
  useEffect(() => {
    document.documentElement.lang = speech.tag;
    document.documentElement.dir = speech.direction;
  }, [speech]);
  const spoken = useMemo<Spoken>(() => {
    const { language } = speech;
    return {
      ...speech,
      money: ({ amount, currency }) => formatAmount(language, amount, currency),
      percent: percent => formatPercent(language, percent),
      dateTime: (time, timeZone) => formatDateTime(language, Date.parse(time), timeZone),
      day: (time, timeZone) => formatDay(language, Date.parse(time), timeZone),
      short: (time, timeZone) => formatShort(language, Date.parse(time), timeZone),
      clock: (time, timeZone) => formatClock(language, Date.parse(time), timeZone),
      near: (time, other, timeZone) => formatNear(language, Date.parse(time), Date.parse(other), timeZone),
      choose: async chosen => {
        keepLanguage(chosen);
        setSpeech(await loadSpeech(chosen));
      },
      follow: async other => setSpeech(await loadSpeech(other)),
    };
  }, [speech]);
  return (
    <SpeechContext value={spoken}>
      <I18nProvider locale={speech.direction === 'rtl' ? 'ar' : speech.language}>{children}</I18nProvider>
    </SpeechContext>
  );
}

export function useSpeech(): Spoken {
  const spoken = use(SpeechContext);
  if (!spoken) throw new Error('the component is outside of SpeechProvider');
  return spoken;
}

/** The texts of the visitor's language. */
export const useTexts = (): WebTexts => useSpeech().texts;
