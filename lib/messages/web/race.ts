/** Texts of the page on which several buyers want one seat. */
export interface RaceMessages {
  heading: string;
  intro: string;
  notHere: string;
  notYou: string;
  choose: string;
  event: string;
  noEvents: string;
  seat: string;
  noSeats: string;
  seatOption(row: string, seat: string): string;
  buyers: string;
  buyersCount(count: number): string;
  mode: string;
  modes: Readonly<Record<'race' | 'double-click' | 'lost-reply' | 'crowd', string>>;
  modeHints: Readonly<Record<'race' | 'double-click' | 'lost-reply' | 'crowd', string>>;
  start: string;
  again: string;
  running: string;
  results: string;
  timeline: string;
  buyer(name: string): string;
  request(number: number): string;
  sent(ms: number): string;
  times(sentMs: number, answeredMs: number): string;
  ms(ms: number): string;
  outcome: Readonly<Record<'won' | 'lost' | 'waiting' | 'gone' | 'failed', string>>;
  taken: string;
  because(text: string, code: string): string;
  reply(status: number): string;
  retry: string;
  retryShort: string;
  comparison: Readonly<Record<'same-hold' | 'same-refusal' | 'late-hold' | 'other', string>>;
  won(buyer: string, ms: number): string;
  noWinner: string;
  holds(count: number): string;
  released: string;
  notReleased: string;
  summary: {
    winner(ms: number): string;
    refused(count: number, text: string, code: string): string;
    duration(ms: number): string;
  };
  runs(count: number): string;
}
