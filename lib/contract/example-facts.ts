/** Ids and facts that the examples of several areas share. */

export const EVENT_ID = 'evt_4jyk2wq7mdz8r0ctx5n1vbh3g';
/** A claim: its hold and its booking share this part of their ids. */
const CLAIM = '7c1mz5q0xk4wr9t2ydb8hv6ne';
export const HOLD_ID = `hld_${CLAIM}`;
export const BOOKING_ID = `bkg_${CLAIM}`;
export const PAYMENT_ID = `pay_${CLAIM}_1`;
export const ticketId = (number: number): string => `tkt_${CLAIM}_${number}`;
export const CUSTOMER_ID = 'usr_0p8v3xk6t1ym9q4zr7wc2dnbh';
export const ORGANIZER_ID = 'usr_5d2hq8n1zv7kx0mr4tw9ycb3e';
export const ORGANIZATION_ID = ORGANIZER_ID.replace('usr_', 'org_');

export const euros = (amount: number) => ({ amount, currency: 'EUR' });

export const SECTION = { id: 'stalls', name: 'Stalls' };
export const SEAT_PRICE = 4_500;
export const AREA_PRICE = 2_500;
export const ADULT = { id: 'adult', name: 'Adult' };
export const CHILD = { id: 'child', name: 'Child' };
export const TAX_PERCENT = 10;
export const TITLE = 'Winter Concert';
export const VENUE = 'City Hall, Graz';
export const STARTS_AT = '2030-12-14T18:30:00.000Z';
export const ENDS_AT = '2030-12-14T21:00:00.000Z';
export const TIME_ZONE = 'Europe/Vienna';

/** The times of the purchase, in their order. */
export const HELD_AT = '2030-11-02T09:15:00.000Z';
export const HELD_UNTIL = '2030-11-02T09:25:00.000Z';
export const HELD_AT_MOST_UNTIL = '2030-11-02T09:45:00.000Z';
export const EXTENDED_UNTIL = '2030-11-02T09:32:10.000Z';
export const CONFIRMED_AT = '2030-11-02T09:18:30.000Z';
