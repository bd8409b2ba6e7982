/** The shares of a claim in the counters of its ticket types and of its code: of a hold, of a booking, and of a part that is cancelled. */
import { describe, expect, it } from 'vitest';
import { countedSharesOf, sharesOfTickets } from '../../lib/domain/counters.ts';
import type { Claim, TicketStatus } from '../../lib/domain/model.ts';
import { placesOf } from '../../lib/domain/places.ts';
import { ticketsOf } from '../../lib/domain/tickets.ts';

/** An adult and three children, of whom one is in another bucket, with a code. */
const claimWith = (tickets: TicketStatus[]): Pick<Claim, 'places' | 'tickets' | 'counted'> => ({
  places: [
    { seatId: 'a/A-1', price: 500, type: 'child' },
    {
      areaId: 'floor',
      quantity: 3,
      price: 500,
      shares: [{ bucket: 4, quantity: 3 }],
      units: [
        { quantity: 1, price: 1_000, type: 'adult' },
        { quantity: 2, price: 500, type: 'child' },
      ],
    },
  ],
  tickets,
  counted: [
    {
      counterId: 'type:child',
      buckets: 2,
      quantity: 3,
      shares: [
        { bucket: 1, quantity: 2 },
        { bucket: 0, quantity: 1 },
      ],
    },
    { counterId: 'code:x', buckets: 1, quantity: 1, shares: [{ bucket: 0, quantity: 1 }] },
  ],
});
const BOOKED: TicketStatus[] = ['valid', 'valid', 'valid', 'valid'];
const CODE = { areaId: 'code:x', bucket: 0, quantity: 1 };
const child = (bucket: number, quantity: number) => ({ areaId: 'type:child', bucket, quantity });

describe('the shares in counters', () => {
  it('of a hold are all of its units, beside those of its areas', () => {
    expect(countedSharesOf(claimWith([]))).toEqual([child(1, 2), child(0, 1), CODE]);
    expect(placesOf(claimWith([])).shares).toEqual([
      { areaId: 'floor', bucket: 4, quantity: 3 },
      child(1, 2),
      child(0, 1),
      CODE,
    ]);
  });

  it('of a booking are those of its tickets that are left, and the use of the code', () => {
    expect(countedSharesOf(claimWith(BOOKED))).toEqual([child(1, 2), child(0, 1), CODE]);
    expect(countedSharesOf(claimWith(['void', 'valid', 'valid', 'void']))).toEqual([child(1, 1), CODE]);
  });

  it('of cancelled tickets are those of their types, in the buckets from which they came', () => {
    const claim = claimWith(BOOKED);
    const [first, adult, , last] = ticketsOf(claim);
    expect(
      sharesOfTickets(
        claim,
        [first, last].flatMap(ticket => ticket ?? []),
      ),
    ).toEqual([child(1, 1), child(0, 1)]);
    expect(sharesOfTickets(claim, adult ? [adult] : [])).toEqual([]);
  });

  it('of the last tickets include the use of the code, and of other tickets not', () => {
    const claim = claimWith(['void', 'void', 'valid', 'valid']);
    const left = ticketsOf(claim).slice(2);
    expect(sharesOfTickets(claim, left)).toEqual([child(1, 1), child(0, 1), CODE]);
    expect(sharesOfTickets(claim, left.slice(0, 1))).toEqual([child(1, 1)]);
  });

  it('are none without counters', () => {
    const { counted: _none, ...plain } = claimWith(BOOKED);
    expect(countedSharesOf(plain)).toEqual([]);
  });
});
