/**
 * Write units of one sale by how many seats it has, from how its transactions are built; never less than they take, which a
 * test holds against the meter.
 */

/** A claim's row begins another KB with so many seats. */
const SEATS_PER_KB = 8;
const claimKb = (seats: number): number => Math.ceil(seats / SEATS_PER_KB);

/** The limit's counter; record, marker, claim and seats in a transaction. */
export const unitsToPlace = (seats: number): number => 1 + 2 + 2 + 2 * claimKb(seats) + 2 * seats;

/** The counter; the intent with its record; confirming claim and seats; capture. Tickets and history make the claim longer. */
export const unitsToPay = (seats: number): number =>
  1 + 2 + 2 * claimKb(seats) + 2 * (claimKb(seats) + 1) + 2 * seats + (claimKb(seats) + 1);

/** Of a sale that is published alone, four entries with two tallies; the first names the places. */
export const unitsToJournal = (seats: number): number => 12 + 2 * (claimKb(seats) - 1);

/** A sale's entries in the index by day, and those of its entries that change tallies. */
export const JOURNAL = { feed: 4, counting: 3 } as const;
