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
    kind: 'concert',
    startsAt: NOW + 10_000,
    endsAt: NOW + 20_000,
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
    ['is upcoming a millisecond before it opens', { salesOpenAt: NOW }, NOW - 1, 'upcoming'],
    ['is open a millisecond before it closes', { salesCloseAt: NOW }, NOW - 1, 'open'],
    ['closes at its time', { salesCloseAt: NOW }, NOW, 'closed'],
    ['is open after the start, until a later salesCloseAt', { startsAt: NOW - 9, salesCloseAt: NOW + 1 }, NOW, 'open'],
    [
      'closes when the event ends, even with a later salesCloseAt',
      { endsAt: NOW, salesCloseAt: NOW + 1 },
      NOW,
      'closed',
    ],
    [
      'of a journey closes at departure, even with a later salesCloseAt',
      { kind: 'ferry', startsAt: NOW, salesCloseAt: NOW + 1 },
      NOW,
      'closed',
    ],
    ['of a journey is open until departure', { kind: 'ferry', startsAt: NOW + 1, salesCloseAt: NOW + 1 }, NOW, 'open'],
    ['is cancelled with its event', { state: 'cancelled' }, NOW, 'cancelled'],
  ])('%s', (_name, changes, now, expected) => {
    expect(salesStateAt(event(changes), now)).toBe(expected);
  });
});

describe('the terms of a hold', () => {
  it('contain the prices, the total and both deadlines', () => {
    expect(decideHold(facts(), { seats: [{ seatId: 'b/1A' }, { seatId: 'a/1-3' }], areas: [] }, NOW)).toEqual({
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
    const request = {
      seats: seatIds.map(seatId => ({ seatId })),
      areas: [],
      ...(expectedTotal !== undefined && { expectedTotal }),
    };
    expect(codeOf(decideHold(facts(changes), request, NOW))).toBe(code);
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
  ])('of a claim that is %s at %i is %s', (status, now, expected) => {
    expect(holdStatusAt(claim({ status }), now)).toBe(expected);
  });
});

describe('an extension', () => {
  it.each<[string, Partial<Claim>, number, number | RefusalCode]>([
    ['moves the deadline by the hold time', {}, NOW + 60_000, NOW + 360_000],
    ['moves the deadline at most to maxExpiresAt', { expiresAt: NOW + 800_000 }, NOW + 700_000, NOW + 900_000],
    ['is refused at maxExpiresAt', { expiresAt: NOW + 900_000 }, NOW + 700_000, 'hold-not-extendable'],
    ['is refused if it would move the deadline back', { expiresAt: NOW + 300_001 }, NOW, 'hold-not-extendable'],
    ['is refused after ten extensions', { extensions: 10 }, NOW, 'hold-not-extendable'],
    ['is granted after nine extensions', { extensions: 9 }, NOW + 1, NOW + 300_001],
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
    ['releases an active hold', {}, NOW, 'release'],
    ['expires a lapsed hold', {}, NOW + 300_000, 'expire'],
    ['expires a lapsed hold with an unfinished payment', { payments: [payment] }, NOW + 300_000, 'expire'],
    ['is refused during an unfinished payment', { payments: [payment] }, NOW, 'payment-in-progress'],
    ['releases a hold with a declined payment', { payments: [{ ...payment, state: 'declined' }] }, NOW, 'release'],
    ['does nothing if the hold is already released', { status: 'released' }, NOW, 'done'],
    ['does nothing if the hold is already expired', { status: 'expired' }, NOW, 'done'],
    ['is refused for a booking', { status: 'confirmed' }, NOW, 'hold-confirmed'],
    ['is refused for a cancelled booking', { status: 'cancelled' }, NOW, 'hold-confirmed'],
  ])('%s', (_name, changes, now, expected) => {
    const verdict = decideRelease(claim(changes), now);
    expect(verdict instanceof Refusal ? verdict.code : verdict).toBe(expected);
  });
});
