/**
 * Write units of one sale by its number of seats, from the writes of its transactions. A test compares them with measured
 * units: they are never too low.
 */

/** The row of a claim needs another KB for this many seats. */
const SEATS_PER_KB = 8;
const claimKb = (seats: number): number => Math.ceil(seats / SEATS_PER_KB);

/** The idempotency record of a placed hold has the answer, with the names of each seat: about 1 KB for 20 seats. */
const SEATS_PER_KB_OF_RECORD = 20;
const recordKb = (seats: number): number => Math.ceil(seats / SEATS_PER_KB_OF_RECORD);

/** The counters of the customer and the address, and a transaction of record, marker, claim and seats. */
export const unitsToPlace = (seats: number): number => 2 + 2 * recordKb(seats) + 2 + 2 * claimKb(seats) + 2 * seats;

/** The counter, the intent with its record, the confirmation of claim and seats, and the capture. Tickets and history make the claim longer. */
export const unitsToPay = (seats: number): number =>
  1 + 2 + 2 * claimKb(seats) + 2 * (claimKb(seats) + 1) + 2 * seats + (claimKb(seats) + 1);

/** Four entries, two tallies, the sales of the section and day, and the booking reference, for a sale that is published alone. The first entry names the places. */
export const unitsToJournal = (seats: number): number => 15 + 2 * (claimKb(seats) - 1);

/** The part of `unitsToJournal` that is in the journal table, if there is one: three counted entries and a plain one. */
export const unitsToAppend = (seats: number): number => 7 + 2 * (claimKb(seats) - 1);

/** Entries of a sale in the index by day, and entries that change tallies. */
export const JOURNAL = { feed: 4, counting: 3 } as const;
