/** The ticket types in responses about tickets: to their owner, to door staff and to devices. */
import { describe, expect, it } from 'vitest';
import { checkInAnswer, foundTicketsAnswer } from '../../lib/contract/tickets/check-in-presenter.ts';
import { CheckIn, FoundTicket } from '../../lib/contract/tickets/check-in-responses.ts';
import { doorTickets, scanResult } from '../../lib/contract/tickets/door-presenter.ts';
import { ticketsAnswer } from '../../lib/contract/tickets/presenter.ts';
import { BookedTickets } from '../../lib/contract/tickets/responses.ts';
import type { Claim, EventFacts } from '../../lib/domain/model.ts';
import type { ScanEntry } from '../../lib/domain/scans.ts';

const CHILD = { id: 'child', name: 'Child, up to 14' };
const entry: ScanEntry = {
  action: 'ticket.admitted',
  at: 1_000,
  actor: 'usr_1',
  requestId: 'request-1',
  from: 'valid',
  to: 'redeemed',
  scan: { ticket: 2, nonce: '0123456789abcdef', direction: 'in', outcome: 'admitted' },
};
const claim = {
  id: '7c1mz5q0xk4wr9t2ydb8hv6ne',
  eventId: 'evt_4jyk2wq7mdz8r0ctx5n1vbh3g',
  currency: 'EUR',
  places: [
    { seatId: 'stalls/A-1', price: 500 },
    { seatId: 'stalls/A-2', price: 250, type: 'child' },
  ],
  sale: { types: [CHILD] },
  tickets: ['valid', 'redeemed'],
  booking: { confirmedAt: 1, reference: '7C3MZ5QX' },
  history: [entry],
} as unknown as Claim;
const facts = { event: {}, sections: [] } as unknown as EventFacts;

const typesOf = (answers: { type?: unknown }[]) => answers.map(({ type }) => type);

describe('the type of a ticket', () => {
  it('is told to its owner, and absent if it has none', () => {
    const answer = ticketsAnswer(claim, facts, new Map());
    expect(typesOf(answer.tickets)).toEqual([undefined, CHILD]);
    expect(BookedTickets.safeParse(answer).error).toBeUndefined();
  });

  it('is told to door staff with a scan, so that they can ask for a card', () => {
    const answer = checkInAnswer(claim, entry, facts);
    expect(answer.type).toEqual(CHILD);
    expect(CheckIn.safeParse(answer).error).toBeUndefined();
  });

  it('is told to a supervisor who looks for a ticket', () => {
    const found = foundTicketsAnswer(claim, facts, () => true);
    expect(typesOf(found)).toEqual([undefined, CHILD]);
    for (const ticket of found) expect(FoundTicket.safeParse(ticket).error).toBeUndefined();
  });

  it('is in the list of a device, and in the result of a line that the device reports', () => {
    expect(typesOf(doorTickets(claim, facts))).toEqual([undefined, CHILD]);
    const scan = { ...entry.scan, version: 1 };
    expect(scanResult({ is: 'decided', entry, isKept: true }, scan, claim, facts).type).toEqual(CHILD);
  });
});
