/** The rules of holds, on both sides of each boundary. */
import { describe, expect, it } from 'vitest';
import { decideExtension, decideHold, decideRelease, holdStatusAt } from '../../lib/domain/hold-policy.ts';
import type { Claim, Event, EventFacts } from '../../lib/domain/model.ts';
import { Refusal, type RefusalCode } from '../../lib/domain/refusals.ts';
import { salesStateAt } from '../../lib/domain/sales-window.ts';

const NOW = 1_000_000;
const event = (changes: Partial<Event> = {}): Event =>
  ({
    id: 'evt_x',
    startsAt: NOW + 10_000,
    salesCloseAt: NOW + 10_000,
    state: 'published',
    holdSeconds: 300,
    placesPerHoldMax: 2,
    currency: 'EUR',
    ...changes,
  }) as Event;
const facts = (changes: Partial<Event> = {}): EventFacts => ({
  event: event(changes),
  sections: [
    { id: 'a', name: 'A', kind: 'seated', price: 100, capacity: 3, rows: [{ row: '1', count: 3 }] },
    {
      id: 'b',
      name: 'B',
      kind: 'seated',
      price: 70,
      capacity: 1,
      rows: [{ row: '1', seats: [{ number: '1', label: '1A' }] }],
    },
  ],
});
const codeOf = (verdict: unknown): RefusalCode | undefined => (verdict instanceof Refusal ? verdict.code : undefined);

describe('the sales window', () => {
  it.each<[string, Partial<Event>, number, string]>([
    ['opens at its time', { salesOpenAt: NOW }, NOW, 'open'],
    ['is upcoming a moment before', { salesOpenAt: NOW }, NOW - 1, 'upcoming'],
    ['is open a moment before it closes', { salesCloseAt: NOW }, NOW - 1, 'open'],
    ['closes at its time', { salesCloseAt: NOW }, NOW, 'closed'],
    ['closes when the event starts, whatever it says', { startsAt: NOW, salesCloseAt: NOW + 1 }, NOW, 'closed'],
    ['is over when the event is cancelled', { state: 'cancelled' }, NOW, 'cancelled'],
  ])('%s', (_name, changes, now, expected) => {
    expect(salesStateAt(event(changes), now)).toBe(expected);
  });
});

describe('the terms of a hold', () => {
  it('snapshot the prices and set both deadlines', () => {
    expect(decideHold(facts(), { seatIds: ['b/1A', 'a/1-3'], areas: [] }, NOW)).toEqual({
      places: [
        { seatId: 'b/1A', price: 70 },
        { seatId: 'a/1-3', price: 100 },
      ],
      total: 170,
      expiresAt: NOW + 300_000,
      maxExpiresAt: NOW + 900_000,
    });
  });

  it.each<[RefusalCode | undefined, Partial<Event>, string[], number?]>([
    ['sales-not-open', { salesCloseAt: NOW }, ['x/1', 'x/2', 'x/3'], 1],
    ['too-many-places', {}, ['x/1', 'x/2', 'x/3'], 1],
    ['place-not-found', {}, ['a/1-1', 'a/1-4'], 1],
    ['price-changed', {}, ['a/1-1'], 99],
    [undefined, {}, ['a/1-1'], 100],
  ])('are refused in the documented order: %s', (code, changes, seatIds, expectedTotal) => {
    const wish = { seatIds, areas: [], ...(expectedTotal !== undefined && { expectedTotal }) };
    expect(codeOf(decideHold(facts(changes), wish, NOW))).toBe(code);
  });
});

const claim = (changes: Partial<Claim> = {}): Claim =>
  ({
    status: 'active',
    createdAt: NOW,
    expiresAt: NOW + 300_000,
    maxExpiresAt: NOW + 900_000,
    holdSeconds: 300,
    extensions: 0,
    payments: [],
    ...changes,
  }) as Claim;
const payment = { number: 1, state: 'initiated', wanted: 'captured', method: 'm', amount: 1 } as const;

describe('the status of a hold', () => {
  it.each<[Claim['status'], number, string]>([
    ['active', NOW + 299_999, 'active'],
    ['active', NOW + 300_000, 'expired'],
    ['released', NOW + 300_000, 'released'],
    ['confirmed', NOW + 300_000, 'confirmed'],
    ['cancelled', NOW, 'confirmed'],
  ])('%s reads at %i as %s', (status, now, expected) => {
    expect(holdStatusAt(claim({ status }), now)).toBe(expected);
  });
});

describe('an extension', () => {
  it.each<[string, Partial<Claim>, number, number | RefusalCode]>([
    ['moves the deadline by the hold time', {}, NOW + 60_000, NOW + 360_000],
    ['stops at the cap', { expiresAt: NOW + 800_000 }, NOW + 700_000, NOW + 900_000],
    ['is refused at the cap', { expiresAt: NOW + 900_000 }, NOW + 700_000, 'hold-not-extendable'],
    ['is refused where it would move the deadline back', { expiresAt: NOW + 300_001 }, NOW, 'hold-not-extendable'],
    ['is refused after ten', { extensions: 10 }, NOW, 'hold-not-extendable'],
    ['is granted after nine', { extensions: 9 }, NOW + 1, NOW + 300_001],
    ['is refused at the deadline', {}, NOW + 300_000, 'hold-expired'],
    ['is refused after a release', { status: 'released' }, NOW, 'hold-not-extendable'],
    ['is refused after a booking', { status: 'confirmed' }, NOW, 'hold-not-extendable'],
  ])('%s', (_name, changes, now, expected) => {
    const verdict = decideExtension(claim(changes), now);
    expect(verdict instanceof Refusal ? verdict.code : verdict.expiresAt).toBe(expected);
  });
});

describe('a release', () => {
  it.each<[string, Partial<Claim>, number, string]>([
    ['of an active hold releases', {}, NOW, 'release'],
    ['of a lapsed hold expires', {}, NOW + 300_000, 'expire'],
    ['of a lapsed hold with a payment under way expires', { payments: [payment] }, NOW + 300_000, 'expire'],
    ['with a payment under way is refused', { payments: [payment] }, NOW, 'payment-in-progress'],
    ['after a declined payment releases', { payments: [{ ...payment, state: 'declined' }] }, NOW, 'release'],
    ['again does nothing', { status: 'released' }, NOW, 'done'],
    ['after the expiry does nothing', { status: 'expired' }, NOW, 'done'],
    ['of a booking is refused', { status: 'confirmed' }, NOW, 'hold-confirmed'],
    ['of a cancelled booking is refused', { status: 'cancelled' }, NOW, 'hold-confirmed'],
  ])('%s', (_name, changes, now, expected) => {
    const verdict = decideRelease(claim(changes), now);
    expect(verdict instanceof Refusal ? verdict.code : verdict).toBe(expected);
  });
});
