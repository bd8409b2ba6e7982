/** A mail before it is written as HTML and as plain text: its parts in order. */
import type { Language } from '../domain/languages.ts';

export interface Letter {
  language: Language;
  subject: string;
  heading: string;
  greeting: string;
  blocks: Block[];
  /** Why its reader gets it. */
  footer: string;
}

export type Block =
  | { is: 'text'; text: string }
  /** Text of other people. Its line breaks stay. */
  | { is: 'quote'; text: string }
  | { is: 'facts'; title?: string; facts: Fact[] }
  /** `lines`: further parts of the sum. `notes`: parts that the sum includes, such as taxes. */
  | { is: 'places'; title: string; places: PlaceLine[]; lines?: AmountLine[]; sum?: AmountLine; notes?: AmountLine[] }
  /** With `shown`, HTML too has the address as text. */
  | { is: 'button'; label: string; link: string; shown?: string };

/** A fact with its name. `before`: a line with the value before a change. */
export interface Fact {
  label: string;
  value: string;
  before?: string;
}

export interface AmountLine {
  label: string;
  amount: string;
}

export interface PlaceLine {
  name: string;
  price: string;
  /** Why it does not count any more. */
  mark?: string;
}
