/** The media type of a response by the header Accept (RFC 9110, section 12.5.1). */
import { describe, expect, it } from 'vitest';
import { chooseMediaType } from '../../lib/lambda/http/media-types.ts';

const TYPES = ['application/json', 'text/csv'] as const;
const [JSON_TYPE, CSV] = TYPES;

describe('the media type of a response', () => {
  it.each([
    [undefined, JSON_TYPE],
    ['', JSON_TYPE],
    [' , ', JSON_TYPE],
    ['*/*', JSON_TYPE],
    ['application/json', JSON_TYPE],
    ['application/*', JSON_TYPE],
    ['text/csv', CSV],
    ['TEXT/CSV', CSV],
    ['text/csv; charset=utf-8', CSV],
    ['text/csv;header=present;q=0.1', CSV],
    ['text/*', CSV],
    ['text/html, text/csv;q=0.5', CSV],
    ['text/csv;q=0.9, application/json;q=0.1', CSV],
    ['text/csv;q=0.1, application/json;q=0.9', JSON_TYPE],
    ['text/csv;q=0.5, */*;q=0.1', CSV],
    ['text/csv; Q = 0.5, application/json; q = 0.4', CSV],
    // A type of its own counts more than a range of the same weight; of two types, the earlier one.
    ['text/csv, */*', CSV],
    ['*/*, text/csv', CSV],
    ['text/csv, application/json', CSV],
    ['application/json, text/csv', JSON_TYPE],
    // The most specific range decides the weight, also if it is lower.
    ['text/csv;q=0.1, text/*;q=0.9, application/json;q=0.5', JSON_TYPE],
    ['application/json;q=0, */*', CSV],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', JSON_TYPE],
    ['text/csv;q=none', CSV],
    ['text/csv;q=2, application/json', CSV],
  ])('for %j is %s', (accept, type) => {
    expect(chooseMediaType(accept, TYPES)).toBe(type);
  });

  it.each([
    'text/html',
    'text/csv;q=0',
    'text/*;q=0, text/html',
    '*/*;q=0',
    'application/*;q=0, text/csv;q=0.0',
    'csv',
  ])('is refused for %j, with those that the service has', accept => {
    expect(() => chooseMediaType(accept, TYPES)).toThrow(
      expect.objectContaining({ code: 'not-acceptable', details: { mediaTypes: TYPES } }),
    );
  });
});
