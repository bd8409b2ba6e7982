/** The texts of a receipt, in the language of the booking's owner. */
import type { Language } from '../domain/languages.ts';
import type { ReceiptFacts, ReceiptLine } from '../domain/receipts.ts';
import type { TaxLine } from '../domain/totals.ts';
import { formatAmount, formatDateTime, formatDay, formatPercent } from '../messages/formats.ts';
import { messagesOf } from '../messages/messages-of.ts';
import type { Field } from './ticket-texts.ts';

/** The cells of one row, from left to right. */
export type Cells = string[];

export interface ReceiptTexts {
  /** Undefined if the organization has no name. */
  seller: string | undefined;
  sellerTaxNumber: string | undefined;
  heading: string;
  details: Field[];
  lines: ReceiptTable;
  taxes: ReceiptTable | undefined;
  payment: Field | undefined;
  /** Absent without a cancellation. */
  returns: ReceiptReturns | undefined;
  page(number: number, count: number): string;
}

/** A table with a head, rows, and perhaps a sum. The sum has only its label and its amount. */
export interface ReceiptTable {
  title?: string;
  head: Cells;
  /** The widths of all columns but the first, as parts of the whole. */
  shares: number[];
  rows: Cells[];
  sum?: Field;
}

export interface ReceiptReturns {
  title: string;
  /** Each return with the taxes in it. */
  returned: { of: Field; taxes: Field[] }[];
  kept: Field;
  keptTaxes: ReceiptTable | undefined;
}

export function receiptTexts(facts: ReceiptFacts): ReceiptTexts {
  const { language, taxes, seller, sellerTaxNumber, paymentMethod } = facts;
  const { receipt: words } = messagesOf(language);
  return {
    seller,
    sellerTaxNumber: sellerTaxNumber === undefined ? undefined : words.taxNumber(sellerTaxNumber),
    heading: words.heading,
    details: detailsOf(facts),
    lines: linesTable(facts),
    taxes: taxTable(facts, words.taxes, taxes),
    payment: paymentMethod === undefined ? undefined : { label: words.payment, value: paymentMethod },
    returns: returnsOf(facts),
    page: words.page,
  };
}

function detailsOf({ language, reference, confirmedAt, timeZone, holder, event }: ReceiptFacts): Field[] {
  const { receipt, booking, ticket, event: words } = messagesOf(language);
  return [
    { label: booking.reference, value: reference },
    { label: receipt.date, value: formatDay(language, confirmedAt, timeZone) },
    { label: ticket.holder, value: holder },
    { label: receipt.event, value: event.title },
    { label: words.when, value: formatDateTime(language, event.startsAt, timeZone) },
    ...(event.venue === undefined ? [] : [{ label: words.venue, value: event.venue }]),
  ];
}

/** Widths of columns. */
const QUANTITY = 0.09;
const RATE = 0.1;
const AMOUNT = 0.19;

function linesTable(facts: ReceiptFacts): ReceiptTable {
  const { language, lines, total, currency } = facts;
  const { receipt: words, booking } = messagesOf(language);
  const isTaxed = lines.some(line => taxPercentIn(line) !== undefined);
  return {
    head: [words.description, words.quantity, words.price, ...(isTaxed ? [words.tax] : []), words.amount],
    shares: [QUANTITY, AMOUNT, ...(isTaxed ? [RATE] : []), AMOUNT],
    rows: lines.map(line => {
      const [description, quantity, price, tax] = lineTexts(facts, line);
      return [description, quantity, price, ...(isTaxed ? [tax] : []), amountIn(facts, line.amount)];
    }),
    sum: { label: booking.total, value: total === 0 ? booking.free : formatAmount(language, total, currency) },
  };
}

const taxPercentIn = (line: ReceiptLine): number | undefined =>
  line.kind === 'discount' ? undefined : line.taxPercent;

function lineTexts(facts: ReceiptFacts, line: ReceiptLine): [string, string, string, string] {
  const { language } = facts;
  const { booking } = messagesOf(language);
  if (line.kind === 'discount') return [booking.discount(line.code), '', '', ''];
  const tax = line.taxPercent === undefined ? '' : formatPercent(language, line.taxPercent);
  if (line.kind === 'fee') return [line.name, String(line.quantity), '', tax];
  const name = line.type === undefined ? line.section : `${line.section}, ${line.type}`;
  return [name, String(line.quantity), amountIn(facts, line.price), tax];
}

const amountIn = ({ language, currency }: ReceiptFacts, amount: number): string =>
  formatAmount(language, amount, currency);

function taxTable(facts: ReceiptFacts, title: string, taxes: TaxLine[]): ReceiptTable | undefined {
  if (taxes.length === 0) return undefined;
  const { receipt: words } = messagesOf(facts.language);
  return {
    title,
    head: [words.rate, words.net, words.tax, words.gross],
    shares: [AMOUNT, AMOUNT, AMOUNT],
    rows: taxes.map(({ percent, gross, tax }) => [
      formatPercent(facts.language, percent),
      ...[gross - tax, tax, gross].map(amount => amountIn(facts, amount)),
    ]),
  };
}

function returnsOf(facts: ReceiptFacts): ReceiptReturns | undefined {
  const { language, returned, kept, timeZone } = facts;
  if (!kept) return undefined;
  const { receipt: words } = messagesOf(language);
  const isFees = kept.amount > 0 && isFullyCancelled(facts);
  return {
    title: words.returns,
    returned: returned.map(({ at, quantity, amount, taxes }) => ({
      of: { label: words.returned(formatDay(language, at, timeZone), quantity), value: amountIn(facts, -amount) },
      taxes: taxes.map(({ percent, tax }) => taxField(facts, language, percent, -tax)),
    })),
    kept: { label: isFees ? words.feesKept : words.kept, value: amountIn(facts, kept.amount) },
    keptTaxes: taxTable(facts, isFees ? words.feesKeptTaxes : words.keptTaxes, kept.taxes),
  };
}

/** Whether no place is left. Then the rest of the total are fees. */
function isFullyCancelled({ lines, returned }: ReceiptFacts): boolean {
  const sold = lines.reduce((sum, line) => sum + (line.kind === 'places' ? line.quantity : 0), 0);
  return returned.reduce((sum, { quantity }) => sum + quantity, 0) === sold;
}

const taxField = (facts: ReceiptFacts, language: Language, percent: number, tax: number): Field => ({
  label: messagesOf(language).booking.tax(formatPercent(language, percent)),
  value: amountIn(facts, tax),
});
