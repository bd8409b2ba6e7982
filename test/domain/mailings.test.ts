/** The rules of mailings: their recipients, the changes that are told, and the limits of messages. */
import { describe, expect, it } from 'vitest';
import { factsBefore } from '../../lib/domain/facts-before.ts';
import type { JournalEntry } from '../../lib/domain/journal.ts';
import { EDIT_SETTLE_MS, MESSAGES_PER_DAY_MAX } from '../../lib/domain/limits.ts';
import { editMailingId, messageMailingId } from '../../lib/domain/mail.ts';
import {
  differsTooMuch,
  isRecipient,
  mailedChanges,
  mailingOfEdit,
  nextMessageAt,
  parseEditMailingId,
  recentWith,
} from '../../lib/domain/mailings.ts';
import type { Claim, Event } from '../../lib/domain/model.ts';
import { DAY_MS, HOUR_MS } from '../../lib/domain/time.ts';

const AT = Date.UTC(2027, 2, 1, 12);
const EVENT_ID = `evt_${'7'.repeat(25)}`;

/** A booking of a seat in section `a` and two places of the area `standing`. */
const claim = (changes: Partial<Claim> = {}): Claim =>
  ({
    id: '1'.repeat(25),
    eventId: EVENT_ID,
    status: 'confirmed',
    createdAt: AT - HOUR_MS,
    places: [
      { seatId: 'a/A-1', price: 100 },
      { areaId: 'standing', quantity: 2, price: 100, shares: [{ bucket: 0, quantity: 2 }] },
    ],
    booking: { confirmedAt: AT - HOUR_MS },
    tickets: ['valid', 'valid', 'valid'],
    ...changes,
  }) as Claim;
const message = (sections?: string[]) => ({
  at: AT,
  text: { kind: 'organizer-message' as const, subject: 'Hello', text: 'Hello', ...(sections && { sections }) },
});
const change = { at: AT, text: { kind: 'event-changed' as const, changed: ['title' as const] } };

describe('a mailing', () => {
  it('goes to confirmed bookings only', () => {
    expect(isRecipient(claim(), message())).toBe(true);
    expect(isRecipient(claim({ status: 'cancelled', tickets: ['void', 'void', 'void'] }), message())).toBe(false);
    // The status decides, whatever a version before has left of the tickets.
    expect(isRecipient(claim({ status: 'cancelled' }), message())).toBe(false);
    const { booking: _none, ...hold } = claim({ tickets: [] });
    for (const status of ['active', 'expired', 'released', 'confirmed'] as const)
      expect(isRecipient({ ...hold, status }, message())).toBe(false);
  });

  it('goes to a booking of a section while one of its tickets there is not void', () => {
    expect(isRecipient(claim(), message(['a']))).toBe(true);
    expect(isRecipient(claim(), message(['b', 'standing']))).toBe(true);
    expect(isRecipient(claim(), message(['b']))).toBe(false);
    const withoutSeat = claim({ tickets: ['void', 'valid', 'void'] });
    expect(isRecipient(withoutSeat, message(['a']))).toBe(false);
    expect(isRecipient(withoutSeat, message(['standing']))).toBe(true);
    expect(isRecipient(withoutSeat, message())).toBe(true);
  });

  it('goes to a booking whose tickets were used at the door', () => {
    expect(isRecipient(claim({ tickets: ['redeemed', 'void', 'void'] }), message(['a']))).toBe(true);
  });

  it('about a change goes to buyers who may have seen the event as it was', () => {
    expect(isRecipient(claim({ createdAt: AT + EDIT_SETTLE_MS }), change)).toBe(true);
    expect(isRecipient(claim({ createdAt: AT + EDIT_SETTLE_MS + 1 }), change)).toBe(false);
    expect(isRecipient(claim({ createdAt: AT + EDIT_SETTLE_MS + 1 }), message())).toBe(true);
  });
});

describe('an edit', () => {
  const event = {
    title: 'One',
    startsAt: AT,
    endsAt: AT + 1,
    timeZone: 'UTC',
    venue: 'Hall',
    currency: 'EUR',
  } as Event;
  const entry = (changes: Partial<JournalEntry>): JournalEntry => ({
    subjectId: EVENT_ID,
    position: 7,
    at: AT,
    actor: 'usr_1',
    requestId: 'r',
    action: 'event.edited',
    to: 'decided',
    eventId: EVENT_ID,
    ...changes,
  });
  const NO = { sections: [], addSections: [], removeSections: [], blockSeats: [], unblockSeats: [] };

  it('has the facts that it changed, as they were', () => {
    const requested = { title: 'Two', doorsAt: AT };
    expect(factsBefore(event, { ...event, ...requested, currency: 'USD' }, requested)).toEqual({
      title: 'One',
      doorsAt: null,
    });
    const { venue: _gone, ...elsewhere } = event;
    expect(factsBefore(event, elsewhere as Event, { venue: null })).toEqual({ venue: 'Hall' });
  });

  it('that only repeats facts has an empty list, and one about other facts has none', () => {
    const others = { description: 'New', holdSeconds: 5 };
    expect(factsBefore(event, { ...event, ...others, version: 2 }, others)).toBeUndefined();
    const route = { origin: 'Graz', destination: 'Wien' };
    expect(factsBefore({ ...event, route }, { ...event, route: { ...route } }, { route })).toEqual({});
    expect(mailedChanges({ edit: { ...NO, facts: { title: 'One' } }, before: {} })).toEqual([]);
  });

  it('causes one mailing, with an id by its journal entry', () => {
    const mailing = mailingOfEdit(entry({ edit: { ...NO, facts: { title: 'Two' } }, before: { title: 'One' } }));
    expect(mailing).toEqual({
      id: `mlg_${EVENT_ID}_7`,
      eventId: EVENT_ID,
      at: AT,
      requestedBy: 'usr_1',
      text: { kind: 'event-changed', changed: ['title'], before: { title: 'One' } },
      progress: { state: 'queuing', step: 0, queued: 0 },
    });
  });

  it('causes no mailing if it changed nothing that is told, or is no edit of facts', () => {
    expect(mailingOfEdit(entry({ edit: { ...NO, facts: { description: 'New' } } }))).toBeUndefined();
    expect(mailingOfEdit(entry({}))).toBeUndefined();
    expect(mailingOfEdit(entry({ action: 'event.closed', before: { title: 'One' } }))).toBeUndefined();
  });

  it('of a version that kept no facts is told by what was requested', () => {
    expect(mailedChanges({ edit: { ...NO, facts: { title: 'Two', venue: null, description: 'x' } } })).toEqual([
      'title',
      'venue',
    ]);
  });

  it('is found by the id of its mailing', () => {
    expect(parseEditMailingId(editMailingId(EVENT_ID, 12))).toEqual({ eventId: EVENT_ID, position: 12 });
    expect(parseEditMailingId(messageMailingId('8'.repeat(25)))).toBeUndefined();
  });
});

describe('the messages of an event', () => {
  it('are limited in each 24 hours', () => {
    const times = Array.from({ length: MESSAGES_PER_DAY_MAX }, (_, i) => AT + i * HOUR_MS);
    const last = times.at(-1) ?? 0;
    expect(nextMessageAt(times.slice(1), last)).toBeUndefined();
    expect(nextMessageAt(times, last)).toBe(AT + DAY_MS);
    expect(nextMessageAt(times, AT + DAY_MS - 1)).toBe(AT + DAY_MS);
    expect(nextMessageAt(times, AT + DAY_MS)).toBeUndefined();
  });

  it('are remembered as far as the limit needs them', () => {
    const times = Array.from({ length: MESSAGES_PER_DAY_MAX }, (_, i) => AT + i);
    expect(recentWith(times, AT + 100)).toEqual([...times.slice(1), AT + 100]);
    expect(recentWith([], AT)).toEqual([AT]);
  });

  it('may reach a few bookings more or fewer than expected if they reach many', () => {
    expect([differsTooMuch(19, 19), differsTooMuch(18, 19), differsTooMuch(20, 19)]).toEqual([false, true, true]);
    expect([differsTooMuch(105, 100), differsTooMuch(106, 100)]).toEqual([false, true]);
    expect([differsTooMuch(95, 100), differsTooMuch(94, 100)]).toEqual([false, true]);
    expect([differsTooMuch(0, 0), differsTooMuch(1, 0)]).toEqual([false, true]);
  });
});
