/** The rules of scans, as far as they need no table: gates, times, and how many scans a history keeps. */
import { describe, expect, it } from 'vitest';
import { decideScan, doorsOpenAt, hasRoomFor, type ScanRequest, scanChange } from '../../lib/domain/check-in.ts';
import { applyChange, type ClaimChange } from '../../lib/domain/claim-changes.ts';
import { gatesFor } from '../../lib/domain/gates.ts';
import {
  CLAIM_BYTES_MAX,
  DEVICE_NAME_LENGTH_MAX,
  NONCE_LENGTH_MAX,
  PLACES_PER_HOLD_MAX,
  READMISSION_REASON_LENGTH_MAX,
  SCANS_PER_CLAIM_MAX,
  SCANS_PER_TICKET_MAX,
  SECTION_ID_LENGTH_MAX,
} from '../../lib/domain/limits.ts';
import type { Claim, Event, Place, Scan } from '../../lib/domain/model.ts';
import { capturedBooking, ORIGIN } from '../support/claims.ts';

const HOUR = 3_600_000;
const AT = ORIGIN.at + HOUR;
const EVENT = { id: 'evt_x', state: 'published', startsAt: AT + HOUR, endsAt: AT + 2 * HOUR } as Event;
const DOOR = { at: AT, actor: 'usr_door', requestId: 'r' };
const claimOf = (seats = 3): Claim =>
  capturedBooking(Array.from({ length: seats }, (_, i): Place => ({ seatId: `a/A-${i + 1}`, price: 100 })));
const with_ = (claim: Claim, { ticket: _condition, ...change }: ClaimChange & { ticket?: unknown }): Claim =>
  applyChange(claim, change);

let nonces = 0;
const request = (changes: Partial<ScanRequest> = {}): ScanRequest => {
  nonces += 1;
  return { ticket: 1, version: 1, nonce: `nonce-${nonces}`, direction: 'in', ...changes };
};
/** Decides a scan and keeps it. Returns the claim after it, and the outcome or the code of the refusal. */
function scanned(claim: Claim, changes: Partial<ScanRequest> = {}): [Claim, string] {
  const decision = decideScan(claim, EVENT, request(changes), DOOR);
  if (decision.is === 'refused') return [claim, decision.refusal.code];
  if (decision.is === 'known') return [claim, 'known'];
  return [with_(claim, decision.change), decision.change.entry.scan.outcome];
}
/** Returns the claim after `count` further scans of a ticket: the first one is on the way in, the second one on the way out, and so on. */
function afterScans(claim: Claim, count: number, ticket = 1): Claim {
  let current = claim;
  for (let scans = 0; scans < count; scans++)
    [current] = scanned(current, { ticket, direction: scans % 2 === 0 ? 'in' : 'out' });
  return current;
}

describe('a gate', () => {
  const seat: Place = { seatId: 'a/B/1', price: 1 };
  const area: Place = { areaId: 'yard', quantity: 1, price: 1, shares: [] };
  const gates = [
    { id: 'all', name: '' },
    { id: 'a', name: '', sections: ['a', 'b'] },
    { id: 'yard', name: '', areas: ['yard'] },
    { id: 'both', name: '', sections: ['a'], areas: ['yard'] },
    { id: 'other', name: '', sections: ['c'], areas: ['lawn'] },
    { id: 'none', name: '', sections: [] },
  ];

  it('admits the places of its sections and areas, and all places if it names none', () => {
    expect(gatesFor(gates, seat).map(({ id }) => id)).toEqual(['all', 'a', 'both']);
    expect(gatesFor(gates, area).map(({ id }) => id)).toEqual(['all', 'yard', 'both']);
  });
});

describe('the doors', () => {
  it('open when the event says so, else 12 hours before its start', () => {
    expect(doorsOpenAt({ startsAt: AT, doorsAt: AT - 1 })).toBe(AT - 1);
    expect(doorsOpenAt({ startsAt: AT })).toBe(AT - 12 * HOUR);
  });
});

describe('the history of a booking', () => {
  it('keeps 50 scans of a ticket; then nobody passes with it, and refusals are told without being kept', () => {
    const full = afterScans(claimOf(), SCANS_PER_TICKET_MAX);
    expect(scanned(full)).toEqual([full, 'too-many-scans']);
    const inside = afterScans(claimOf(), SCANS_PER_TICKET_MAX - 1);
    const [kept, outcome] = scanned(inside);
    expect(outcome).toBe('duplicate');
    expect(scanned(kept)).toEqual([kept, 'already-admitted']);
    expect(scanned(kept, { direction: 'out' })).toEqual([kept, 'too-many-scans']);
    expect(scanned(kept, { isReadmission: true })).toEqual([kept, 'too-many-scans']);
    expect(scanned(kept, { version: 2 })).toEqual([kept, 'ticket-void']);
    // The other tickets of the booking are not concerned.
    expect(scanned(kept, { ticket: 2 })[1]).toBe('admitted');
  });

  it('still repeats the answer to a nonce that it has', () => {
    const [first] = scanned(claimOf(), { nonce: 'the first' });
    const full = afterScans(first, SCANS_PER_TICKET_MAX);
    expect(scanned(full, { nonce: 'the first' })[1]).toBe('known');
  });

  it('keeps so many scans of all tickets, and besides the first admission of each', () => {
    let claim = claimOf(PLACES_PER_HOLD_MAX);
    for (let ticket = 1; ticket <= 5; ticket++) claim = afterScans(claim, SCANS_PER_CLAIM_MAX / 5, ticket);
    expect(hasRoomFor(claim, { ticket: 1, outcome: 'admitted' })).toBe(false);
    expect(hasRoomFor(claim, { ticket: 6, outcome: 'void' })).toBe(false);
    for (let ticket = 6; ticket <= PLACES_PER_HOLD_MAX; ticket++) {
      let outcome: string;
      [claim, outcome] = scanned(claim, { ticket });
      expect(outcome).toBe('admitted');
      expect(scanned(claim, { ticket })[1]).toBe('already-admitted');
    }
    expect(claim.tickets.every(status => status === 'redeemed')).toBe(true);
    expect(claim.history.filter(({ scan }) => scan)).toHaveLength(SCANS_PER_CLAIM_MAX + PLACES_PER_HOLD_MAX - 5);
  });

  it('fits into a row with the longest scans, beside the largest history of the rest', () => {
    const longest: Required<Scan> = {
      ticket: 40,
      nonce: 'x'.repeat(NONCE_LENGTH_MAX),
      direction: 'out',
      outcome: 'void-later',
      gate: 'x'.repeat(SECTION_ID_LENGTH_MAX),
      device: '\ufdfb'.repeat(DEVICE_NAME_LENGTH_MAX),
      scannedAt: AT,
      of: 'x'.repeat(NONCE_LENGTH_MAX),
      isOffline: true,
      isReadmission: true,
    };
    const origin = { at: AT, actor: `usr_${'x'.repeat(25)}`, requestId: 'x'.repeat(64) };
    const { entry } = scanChange(
      { ...claimOf(40), tickets: Array.from({ length: 40 }, () => 'redeemed') },
      longest,
      origin,
      '\ufdfb'.repeat(READMISSION_REASON_LENGTH_MAX),
    );
    const bytes = Buffer.byteLength(JSON.stringify(entry));
    expect(CLAIM_BYTES_MAX + bytes * (SCANS_PER_CLAIM_MAX + PLACES_PER_HOLD_MAX)).toBeLessThan(400 * 1024);
  });
});
