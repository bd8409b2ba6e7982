/** The bookings of an event as CSV, for spreadsheet programs. */
import { describe, expect, it } from 'vitest';
import { bookingsCsv } from '../../lib/contract/administration/bookings-csv.ts';
import type { EventBooking } from '../../lib/contract/administration/responses.ts';
import { EXAMPLES } from '../../lib/contract/examples.ts';
import { CURRENCIES, decimalAmount } from '../../lib/domain/currencies.ts';

const LISTED = EXAMPLES['list-event-bookings'].responses?.[200] as { items: [EventBooking] };
const [BOOKING] = LISTED.items;
const NUMBER_OF_COLUMNS = 23;

/** Reads CSV as RFC 4180 defines it, with this separator. */
function parseCsv(text: string, separator = ','): string[][] {
  const rows: string[][] = [[]];
  const field = new RegExp(`(?:"((?:[^"]|"")*)"|([^"${separator}\\r\\n]*))(${separator}|\\r\\n)`, 'y');
  while (field.lastIndex < text.length) {
    const [, quoted, plain = '', end] = field.exec(text) ?? [];
    if (end === undefined) throw new Error(`no field at ${field.lastIndex}`);
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}
const withName = (name: string): EventBooking => ({ ...BOOKING, customer: { ...BOOKING.customer, name } });
const nameIn = (csv: string): string | undefined => parseCsv(csv.slice(1))[1]?.[10];

describe('a document', () => {
  it('is that of the example in the reference', () => {
    expect(bookingsCsv([BOOKING])).toBe(`\ufeff${EXAMPLES['list-event-bookings'].csv}`);
  });

  it('has its header row also without bookings, one row a booking, and CRLF after each row', () => {
    expect(parseCsv(bookingsCsv([]).slice(1))).toHaveLength(1);
    const rows = parseCsv(bookingsCsv([BOOKING, BOOKING]).slice(1));
    expect(rows.map(({ length }) => length)).toEqual([NUMBER_OF_COLUMNS, NUMBER_OF_COLUMNS, NUMBER_OF_COLUMNS]);
    expect(bookingsCsv([BOOKING])).not.toMatch(/[^\r]\n/);
    expect(bookingsCsv([BOOKING]).endsWith('\r\n')).toBe(true);
  });

  it.each([
    'Ada "the countess" Lovelace',
    'Lovelace, Ada',
    'two\r\nlines',
    'Zoë Ångström 李小龍 👩‍🎤',
    "O'Brien",
    "'quoted'",
    'ends with =',
    '1+1',
    'a-b@c',
  ])('gives back the text %j', name => {
    expect(nameIn(bookingsCsv([withName(name)]))).toBe(name);
  });

  it('leaves the name and address of a customer without an account empty', () => {
    const { id } = BOOKING.customer;
    expect(parseCsv(bookingsCsv([{ ...BOOKING, customer: { id } }]).slice(1))[1]?.slice(9, 13)).toEqual([
      'EUR',
      '',
      '',
      id,
    ]);
  });

  it('shows how many places are left and which are cancelled', () => {
    const tickets = (...statuses: ('valid' | 'void')[]) =>
      statuses.map((status, i) => ({ id: `tkt_${'1'.repeat(25)}_${i + 1}`, status }));
    const price = { amount: 1_000, currency: 'EUR' };
    const places: EventBooking['places'] = [
      { areaId: 'st', name: 'Standing', quantity: 3, price, tickets: tickets('valid', 'void', 'valid') },
      { seatId: 'a/A-1', section: 'Stalls', seat: 'A-1', price, tickets: tickets('void') },
    ];
    const [, row = []] = parseCsv(bookingsCsv([{ ...BOOKING, places }]).slice(1));
    expect(row.slice(4, 7)).toEqual(['2 × Standing', '2', 'Standing / Stalls A-1']);
  });
});

describe('the prices of a booking', () => {
  const rowOf = (booking: EventBooking): Record<string, string> => {
    const [names = [], row = []] = parseCsv(bookingsCsv([booking]).slice(1));
    return Object.fromEntries(names.map((name, i) => [name, row[i] ?? '']));
  };
  const yen = (amount: number) => ({ amount, currency: 'JPY' });

  it('are the total alone if the booking has no lines', () => {
    const { lines: _lines, taxes: _taxes, code: _code, kept: _kept, ...plain } = BOOKING;
    expect(rowOf({ ...plain, total: yen(9_000), refunded: yen(4_500) })).toMatchObject({
      prices: '9000',
      discount: '0',
      fees: '0',
      kept: '4500',
      tax: '',
      taxes: '',
      code: '',
    });
  });

  it('sum up to the total, with the discount as a positive amount', () => {
    const row = rowOf(BOOKING);
    const [prices, discount, fees, total] = ['prices', 'discount', 'fees', 'total'].map(name => Number(row[name])) as [
      number,
      number,
      number,
      number,
    ];
    expect(discount).toBeGreaterThan(0);
    expect(prices - discount + fees).toBeCloseTo(total);
  });

  it('name each rate with its tax', () => {
    const taxes = [
      { percent: 19, gross: yen(1_190), tax: yen(190) },
      { percent: 5.5, gross: yen(211), tax: yen(11) },
    ];
    expect(rowOf({ ...BOOKING, total: yen(1_401), taxes })).toMatchObject({ tax: '201', taxes: '19% 190 / 5.5% 11' });
  });

  it('have the types of the places that are left, and a name like a formula gets an apostrophe', () => {
    const [first, second] = BOOKING.places as [EventBooking['places'][number], EventBooking['places'][number]];
    const type = { id: 'child', name: '=1+1' };
    const gone = { ...second, tickets: second.tickets.map(({ id }) => ({ id, status: 'void' as const })) };
    expect(rowOf({ ...BOOKING, places: [{ ...first, type }, gone] }).ticketTypes).toBe("'=1+1");
    expect(
      rowOf({
        ...BOOKING,
        places: [
          { ...first, type },
          { ...second, type },
        ],
      }).ticketTypes,
    ).toBe('2 × =1+1');
  });
});

describe('a text that a spreadsheet would take for a formula', () => {
  const FORMULAS = ['=', '+', '-', '@', '\t', '\r', '\uff1d', '\uff0b', '\uff0d', '\uff20'];

  it.each(FORMULAS)('gets an apostrophe before %j', first => {
    expect(nameIn(bookingsCsv([withName(`${first}1+1`)]))).toBe(`'${first}1+1`);
  });

  it.each(['=1+1', '+1', '-1', '@x'])('gets one after white space: %j', formula => {
    expect(nameIn(bookingsCsv([withName(` ${formula}`)]))).toBe(` '${formula}`);
  });

  it.each([';', '|', '; ', ';\t'])('gets one after %j, where some programs split lines', separator => {
    for (const first of ['=', '+', '-', '@', '\uff1d']) {
      const csv = bookingsCsv([withName(`Ada${separator}${first}1+1`)]);
      expect(nameIn(csv)).toBe(`Ada${separator}'${first}1+1`);
      const cells = csv.slice(1).split(/[;|\t\r\n]/);
      expect(cells.filter(cell => /^\s*"?[=+\-@\uff1d]/.test(cell))).toEqual([]);
    }
  });

  it('may be the name of a place or an address too', () => {
    const places = BOOKING.places.map(place => ({ ...place, section: '=cmd|1' }));
    const csv = bookingsCsv([{ ...BOOKING, places, customer: { ...BOOKING.customer, email: '=x@y.example' } }]);
    const [, row = []] = parseCsv(csv.slice(1));
    expect(row[4]).toMatch(/^'=cmd/);
    expect(row[11]).toBe("'=x@y.example");
  });
});

describe('an amount', () => {
  it.each([
    [5_000, 'EUR', '50.00'],
    [5, 'EUR', '0.05'],
    [0, 'EUR', '0.00'],
    [5_000, 'JPY', '5000'],
    [0, 'JPY', '0'],
    [5_000, 'KWD', '5.000'],
    [7, 'KWD', '0.007'],
    [1_000_000_000, 'HUF', '10000000.00'],
    [-5, 'EUR', '-0.05'],
    [100, 'XXX', '1.00'],
  ])('%i of %s is %s', (amount, currency, decimal) => {
    expect(decimalAmount(amount, currency)).toBe(decimal);
  });

  it('has the decimals of ISO 4217, where the locale data of Node has others for cash', () => {
    const digits = (currency: string) => decimalAmount(0, currency).split('.')[1]?.length ?? 0;
    const differing = CURRENCIES.filter(
      currency =>
        digits(currency) !==
        new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits,
    );
    // Currencies whose minor unit is no longer used: CLDR counts none.
    for (const currency of differing) expect(digits(currency)).toBeGreaterThan(0);
  });

  it('is a number in the document, also of a currency without decimals', () => {
    const yen = (amount: number) => ({ amount, currency: 'JPY' });
    expect(bookingsCsv([{ ...BOOKING, total: yen(9_800), refunded: yen(0) }])).toContain(',9800,0,"JPY",');
  });
});
