/** Cards of services and series, their prices, and the states of events. */
import { describe, expect, it } from 'vitest';
import type { Schemas } from '../../../tools/client/src/types.ts';
import { groupEvents, lowestPrice } from '../../../web/features/events/cards.ts';
import { stateOfEvent } from '../../../web/features/events/state-of-event.ts';

type Event = Schemas['Event'];
const event = (fields: Partial<Event>): Event =>
  ({ kind: 'train', organizationId: 'org_1', title: 'A', currency: 'EUR', sections: [], ...fields }) as Event;
const priced = (...prices: number[]) => ({ sections: prices.map(price => ({ price })) as Event['sections'] });

describe('events on cards', () => {
  it('are together if they are of one service on one route', () => {
    const service = { number: '702', carrier: 'BR' };
    const there = event({ id: 'evt_1', service, route: { origin: 'Dhaka', destination: 'Sylhet' } });
    const back = event({ id: 'evt_2', service, route: { origin: 'Sylhet', destination: 'Dhaka' } });
    const later = event({ ...there, id: 'evt_3', title: 'Another title' });
    const ids = groupEvents([there, back, later]).map(({ events }) => events.map(({ id }) => id));
    expect(ids).toEqual([['evt_1', 'evt_3'], ['evt_2']]);
  });

  it('are together if title, venue and organizer are the same', () => {
    const one = event({ kind: 'concert', venue: 'Hall' });
    expect(groupEvents([one, one])).toHaveLength(1);
    expect(groupEvents([one, { ...one, venue: 'Club' }, { ...one, organizationId: 'org_2' }])).toHaveLength(3);
  });

  it('have the lowest price of their sections, in one currency only', () => {
    expect(lowestPrice([event(priced(900, 700)), event(priced(800))])).toEqual({ amount: 700, currency: 'EUR' });
    expect(lowestPrice([event(priced(1)), event({ ...priced(2), currency: 'USD' })])).toBeUndefined();
  });
});

describe('the state of an event', () => {
  const startsAt = '2026-12-31T10:00:00Z';
  const open = { status: 'open', startsAt, endsAt: '2026-12-31T12:00:00Z' } as const;
  const at = (time: string): number => Date.parse(`2026-12-31T${time}Z`);

  it('is sold out only if nothing is left of an event on sale', () => {
    expect(stateOfEvent(open, at('09:00:00'))).toBe('open');
    expect(stateOfEvent(open, at('09:00:00'), 0)).toBe('sold-out');
    expect(stateOfEvent({ ...open, status: 'closed' }, at('09:00:00'), 0)).toBe('closed');
  });

  it('is over at the end; a journey departs at its start', () => {
    expect(stateOfEvent(open, at('10:00:00'))).toBe('open');
    expect(stateOfEvent({ ...open, route: { origin: 'A', destination: 'B' } }, at('10:00:00'))).toBe('departed');
    expect(stateOfEvent({ ...open, status: 'closed' }, at('12:00:00'))).toBe('ended');
    expect(stateOfEvent({ ...open, status: 'cancelled' }, at('12:00:00'))).toBe('cancelled');
  });
});
