/**
 * The facts that the receipt of a booking shows: the sale as it was made, and what its cancellations return. All amounts are in minor units,
 * and come from the terms in the claim, so that a later edit of the event's prices changes none. The name of a receipt is the digest of its
 * facts, as with tickets.
 */
import { referenceOf } from './booking-reference.ts';
import { cancellationsOf, isCancellation } from './cancellation-entries.ts';
import { digestOf } from './document-digest.ts';
import type { RandomPart } from './ids.ts';
import { DEFAULT_LANGUAGE, type Language } from './languages.ts';
import type { Claim, EventFacts } from './model.ts';
import { type Paper, paperOf } from './paper.ts';
import { paymentOfBooking } from './payment-lifecycle.ts';
import { areaNameOf } from './place-names.ts';
import { UTC } from './time-zones.ts';
import { keptOf, linesOf, soldTypeOf, type TaxLine, type TotalLine, taxesOf, taxPercentOf } from './totals.ts';

export interface ReceiptFacts {
  claimId: RandomPart;
  reference: string;
  language: Language;
  paper: Paper;
  /** Epoch ms, as all times here: the date of the receipt. */
  confirmedAt: number;
  /** The zone in which the receipt shows its times: that of the event. */
  timeZone: string;
  /** The name of the booking's owner. */
  holder: string;
  /** The name of the organization, if it has one. */
  seller?: string;
  sellerTaxNumber?: string;
  currency: string;
  /** The event as it was sold. */
  event: { title: string; startsAt: number; venue?: string };
  lines: ReceiptLine[];
  total: number;
  /** The tax that the total includes, by rate. */
  taxes: TaxLine[];
  /** Absent if nothing was paid. */
  paymentMethod?: string;
  /** The cancellations in their order. */
  returned: ReceiptReturn[];
  /** The part of the total that no cancellation returns, and its tax. Absent if there was no cancellation. */
  kept?: { amount: number; taxes: TaxLine[] };
}

/** A line of the total by the names of its section and type. The amount of a discount is negative. */
export type ReceiptLine =
  | {
      kind: 'places';
      section: string;
      type?: string;
      quantity: number;
      price: number;
      amount: number;
      taxPercent?: number;
    }
  | { kind: 'discount'; code: string; amount: number }
  | { kind: 'fee'; name: string; quantity: number; amount: number; taxPercent?: number };

/** The part of the total that a cancellation returns. */
export interface ReceiptReturn {
  at: number;
  /** The number of its places; 0 if only fees were returned. */
  quantity: number;
  amount: number;
  taxes: TaxLine[];
}

/** A booking with all that its receipt shows. `facts` are undefined if the event was deleted. */
export interface ReceiptedBooking {
  claim: Claim;
  facts: EventFacts | undefined;
  holder: { name: string; language?: Language };
  organizer?: string;
}

/** Collects the facts. The claim must be a booking. */
export function receiptFactsOf({ claim, facts, holder, organizer }: ReceiptedBooking): ReceiptFacts {
  const { booking, sale, currency } = claim;
  if (!booking) throw new Error(`claim ${claim.id} is no booking, so it has no receipt`);
  const timeZone = facts?.event.timeZone ?? UTC;
  const { title, startsAt, venue } = booking.event;
  const payment = paymentOfBooking(claim);
  return {
    claimId: claim.id,
    reference: referenceOf(claim),
    language: holder.language ?? DEFAULT_LANGUAGE,
    paper: paperOf(timeZone),
    confirmedAt: booking.confirmedAt,
    timeZone,
    holder: holder.name,
    ...(organizer !== undefined && { seller: organizer }),
    ...(sale?.sellerTaxNumber !== undefined && { sellerTaxNumber: sale.sellerTaxNumber }),
    currency,
    event: { title, startsAt, ...(venue !== undefined && { venue }) },
    lines: linesOf(claim).map(line => receiptLineOf(claim, facts, line)),
    total: claim.total,
    taxes: taxesOf({ ...claim, tickets: [] }),
    ...(payment && { paymentMethod: payment.method }),
    ...returnsOf(claim),
  };
}

function receiptLineOf(claim: Claim, facts: EventFacts | undefined, line: TotalLine): ReceiptLine {
  if (line.kind === 'discount') return line;
  if (line.kind === 'fee') {
    const { kind, id, name, quantity, amount } = line;
    return { kind, name, quantity, amount, ...taxed(claim.sale?.fees?.find(fee => fee.id === id)?.taxPercent) };
  }
  const { kind, sectionId, type, quantity, price, amount } = line;
  const sold = soldTypeOf(claim, line);
  return {
    kind,
    section: areaNameOf(facts, sectionId),
    ...(sold && { type: sold.name }),
    quantity,
    price,
    amount,
    ...taxed(taxPercentOf(claim.sale, type)),
  };
}

const taxed = (taxPercent: number | undefined): { taxPercent?: number } =>
  taxPercent === undefined ? {} : { taxPercent };

function returnsOf(claim: Claim): Pick<ReceiptFacts, 'returned' | 'kept'> {
  const cancelled = cancellationsOf(claim).map(({ at, tickets, amount, taxes = [] }): ReceiptReturn => {
    return { at, quantity: tickets.length, amount, taxes };
  });
  const returned = [...cancelled, ...feesLostOf(claim)];
  return { returned, ...(returned.length > 0 && { kept: { amount: keptOf(claim), taxes: taxesOf(claim) } }) };
}

/** The fees that were kept of a cancelled booking, and that the gateway has taken back later. */
const feesLostOf = (claim: Claim): ReceiptReturn[] =>
  claim.history.flatMap((entry, position) =>
    entry.cancelled && !isCancellation(entry)
      ? [
          {
            at: entry.at,
            quantity: 0,
            amount: entry.cancelled.amount,
            taxes: taxesOf({ ...claim, history: claim.history.slice(0, position) }),
          },
        ]
      : [],
  );

/** Raise it with each change of how receipts look: then all receipts are made again when they are asked for. */
const RECEIPT_FORMAT = 2;

/** The digest of the facts: the name of the receipt. */
export const receiptDigest = (facts: ReceiptFacts): string => digestOf(['receipt', RECEIPT_FORMAT, facts]);
