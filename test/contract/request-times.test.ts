/** Times in requests: any offset of RFC 3339, and one message for each way to get it wrong. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { queryTime, time } from '../../lib/contract/request-times.ts';
import { KEYWORDS } from '../../lib/contract/schema-parts.ts';

const messageOf = (text: unknown, schema = time): string | undefined =>
  schema.safeParse(text).error?.issues[0]?.message;

describe('a time in a request', () => {
  it.each([
    ['2027-03-01T19:00:00+01:00', '2027-03-01T18:00:00.000Z'],
    ['2027-03-01T19:00:00-03:30', '2027-03-01T22:30:00.000Z'],
    ['2027-03-01T00:00:00+14:00', '2027-02-28T10:00:00.000Z'],
    ['2027-03-01T19:00:00-00:00', '2027-03-01T19:00:00.000Z'],
    ['2027-03-01t19:00:00z', '2027-03-01T19:00:00.000Z'],
    ['2027-03-01T19:00:00.123456789+00:00', '2027-03-01T19:00:00.123Z'],
    ['2028-02-29T23:59:59.9+23:59', '2028-02-29T00:00:59.900Z'],
  ])('%s is %s', (text, utc) => {
    expect([time.parse(text), queryTime.parse(text)]).toEqual([utc, utc]);
  });

  it('in UTC stays as it is written, because cursors of earlier releases are bound to it', () => {
    for (const text of ['2027-03-01T19:00:00Z', '2027-03-01T19:00:00.5Z']) expect(time.parse(text)).toBe(text);
  });

  it.each([
    ['2027-03-01T19:00:00', /^must have an offset from UTC/],
    ['2027-03-01T19:00', /^must have an offset from UTC/],
    ['2016-12-31T23:59:60Z', 'has second 60: leap seconds are not supported, use second 59'],
    ['2027-02-29T00:00:00Z', 'names a day that does not exist'],
    ['1900-02-29T00:00:00Z', 'names a day that does not exist'],
    ['2027-04-31T00:00:00Z', 'names a day that does not exist'],
    ['2027-13-01T00:00:00Z', 'names a day that does not exist'],
    ['2027-00-10T00:00:00Z', 'names a day that does not exist'],
    ['2027-03-01T24:00:00Z', 'names a time of day that does not exist'],
    ['2027-03-01T19:60:00Z', 'names a time of day that does not exist'],
    ['2027-03-01T19:00:00+24:00', 'has an offset that does not exist'],
    ['2027-03-01T19:00:00+01:60', 'has an offset that does not exist'],
    ['0000-01-01T00:00:00+00:01', 'must be in the years 0000 to 9999 in UTC'],
    ['9999-12-31T23:59:59-00:01', 'must be in the years 0000 to 9999 in UTC'],
    ['2027-03-01 19:00:00Z', /^must be an RFC 3339 time/],
    ['2027-03-01T19:00Z', /^must be an RFC 3339 time/],
    ['2027-03-01T19:00:00+0100', /^must be an RFC 3339 time/],
    ['2027-03-01T19:00:00+01', /^must be an RFC 3339 time/],
    ['2027-03-01T19:00:00\u221201:00', /^must be an RFC 3339 time/],
    ['2027-03-01T19:00:00,5Z', /^must be an RFC 3339 time/],
    ['2027-03-01T19:00:00Z\n', /^must be an RFC 3339 time/],
    ['+002027-03-01T19:00:00Z', /^must be an RFC 3339 time/],
    ['1803916800000', /^must be an RFC 3339 time/],
    ['tomorrow', /^must be an RFC 3339 time/],
    ['', /^must be an RFC 3339 time/],
  ])('is not %j', (text, message) => {
    expect(messageOf(text)).toMatch(message);
    expect(messageOf(text, queryTime)).toMatch(message);
  });

  it('may have a space instead of the plus only in a query, where the client has not encoded the plus', () => {
    expect(queryTime.parse('2027-03-01T19:00:00 01:00')).toBe('2027-03-01T18:00:00.000Z');
    expect(messageOf('2027-03-01T19:00:00 01:00')).toMatch(/^must be an RFC 3339 time/);
    expect(messageOf('2027-03-01T19:00:00  01:00', queryTime)).toMatch(/^must be an RFC 3339 time/);
  });

  it('has the format date-time in the OpenAPI document', () => {
    expect(z.toJSONSchema(queryTime, { metadata: KEYWORDS, io: 'input' })).toMatchObject({
      type: 'string',
      format: 'date-time',
    });
  });
});
