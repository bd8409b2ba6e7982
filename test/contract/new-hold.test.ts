/** The forms of a hold in the OpenAPI document accept exactly the requests that the service accepts. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { NewHold, NewQuote } from '../../lib/contract/holds/requests.ts';
import { componentSchemas } from '../../lib/contract/openapi-schemas.ts';

const formsOf = (...names: string[]) =>
  names.map(form => {
    const { properties, required } = componentSchemas()[form] as { properties: object; required: string[] };
    return { fields: Object.keys(properties), required };
  });
const FORMS = formsOf('NewHoldOfSeats', 'NewHoldOfAreas', 'NewHoldOfBestSeats');
const QUOTE_FORMS = formsOf('NewQuoteOfSeats', 'NewQuoteOfAreas');
/** The fields decide; each value here is a right one. */
const countOfForms = (body: object, forms = FORMS): number =>
  forms.filter(
    ({ fields, required }) =>
      Object.keys(body).every(name => fields.includes(name)) && required.every(name => name in body),
  ).length;

const field = <Value>(value: Value) => fc.option(fc.constant(value), { nil: undefined });
const bodies = fc
  .record({
    seats: field(['a/A-1']),
    areas: field([{ areaId: 'standing', quantity: 1 }]),
    bestAvailable: field({ quantity: 1 }),
    code: field('SUMMER10'),
    expectedTotal: field(100),
    other: field(1),
  })
  .map(body => Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)));

it('has exactly one form exactly if it is accepted', () => {
  fc.assert(
    fc.property(bodies, body => {
      expect(countOfForms(body), JSON.stringify(body)).toBe(NewHold.safeParse(body).success ? 1 : 0);
    }),
    { numRuns: 300 },
  );
});

it('of a quote has a form exactly if it is accepted', () => {
  fc.assert(
    fc.property(bodies, body => {
      expect(countOfForms(body, QUOTE_FORMS) > 0, JSON.stringify(body)).toBe(NewQuote.safeParse(body).success);
    }),
    { numRuns: 300 },
  );
});

it('has no form if it is empty; the document allowed a generated client to send {}', () => {
  expect([countOfForms({}), NewHold.safeParse({}).success]).toEqual([0, false]);
});
