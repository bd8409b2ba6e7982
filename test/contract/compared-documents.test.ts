/** The comparison of two OpenAPI documents: a change of each kind, made to the released document or to a small one. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { breakingChanges, type Document } from '../support/api-changes/documents.ts';
import type { Schema } from '../support/api-changes/schemas.ts';

const RELEASED = JSON.parse(readFileSync(new URL('released-openapi.txt', import.meta.url), 'utf8')) as Document;

/** The lines of a change to the released document. */
function linesOf(change: (document: Document) => void): string[] {
  const current = structuredClone(RELEASED);
  change(current);
  return breakingChanges(RELEASED, current);
}
const operation = ({ paths }: Document, method: string, path: string) => {
  const found = paths[path]?.[method];
  if (!found) throw new Error(`there is no ${method} ${path}`);
  return found;
};
const component = ({ components }: Document, name: string): Schema => {
  const found = components.schemas[name];
  if (!found) throw new Error(`there is no ${name}`);
  return found;
};
const fieldsOf = (schema: Schema) => schema.properties as Record<string, Schema>;

/** The lines of a change of one schema, in the body of a request or of a response. */
function schemaLines(direction: 'request' | 'response', released: Schema, current: Schema, samples = {}): string[] {
  const documentOf = (schema: Schema): Document => {
    const content = { 'application/json': { schema } };
    const post =
      direction === 'request' ? { requestBody: { content }, responses: {} } : { responses: { 200: { content } } };
    return { paths: { '/x': { post } }, components: { schemas: {} } };
  };
  const place = direction === 'request' ? 'POST /x: the request ' : 'POST /x: the response 200 ';
  return breakingChanges(documentOf(released), documentOf(current), samples).map(line => {
    expect(line.startsWith(place), line).toBe(true);
    return line.slice(place.length);
  });
}
const object = (properties: Record<string, Schema>, required: string[] = [], others = {}): Schema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
  ...others,
});
const TEXT = { type: 'string' };

describe('the released document', () => {
  it('is compatible with itself', () => {
    expect(linesOf(() => undefined)).toEqual([]);
  });

  it('has no operation or component less than the release', () => {
    expect(Object.values(RELEASED.paths).flatMap(Object.keys)).toHaveLength(43);
    expect(Object.keys(RELEASED.components.schemas).length).toBeGreaterThan(35);
  });
});

describe('a change of an operation', () => {
  it('breaks if the operation, a parameter, a status, a header or a kind of content is removed', () => {
    expect(linesOf(({ paths }) => delete paths['/v1/holds/{holdId}/extend'])).toEqual([
      'POST /v1/holds/{holdId}/extend: removed',
    ]);
    expect(linesOf(document => operation(document, 'get', '/v1/events').parameters?.shift())).toEqual([
      'GET /v1/events: the query parameter limit is removed',
    ]);
    expect(linesOf(document => delete operation(document, 'post', '/v1/bookings').responses[202])).toEqual([
      'POST /v1/bookings: the response 202 is removed',
    ]);
    expect(
      linesOf(document => delete operation(document, 'post', '/v1/bookings').responses[201]?.headers?.RateLimit),
    ).toEqual(['POST /v1/bookings: the response 201 has no header RateLimit']);
    expect(
      linesOf(document => delete operation(document, 'get', '/docs').responses[200]?.content?.['text/html']),
    ).toEqual(['GET /docs: the response 200 is no text/html']);
  });

  it('breaks if it asks for more: a parameter, a body, or a signed-in caller', () => {
    expect(
      linesOf(document => {
        const list = operation(document, 'get', '/v1/events');
        list.security = [{ bearer: [] }];
        list.requestBody = { required: true, content: {} };
        for (const parameter of list.parameters ?? []) parameter.required = parameter.name === 'date';
        list.parameters?.push({ name: 'city', in: 'query', required: true, schema: TEXT });
      }),
    ).toEqual([
      'GET /v1/events: a caller must be signed in',
      'GET /v1/events: a request body is required',
      'GET /v1/events: the query parameter city is required',
      'GET /v1/events: the query parameter date is required',
    ]);
    expect(linesOf(document => delete operation(document, 'post', '/v1/events').requestBody)).toEqual([
      'POST /v1/events: the request body is removed',
    ]);
    expect(
      linesOf(document => {
        operation(document, 'post', '/v1/events').operationId = 'announce';
      }),
    ).toEqual(['POST /v1/events: its operationId is now announce']);
  });

  it('does not break if it adds operations, optional parameters or statuses, or documents a status by its range', () => {
    expect(
      linesOf(document => {
        document.paths['/v1/tours'] = structuredClone(document.paths['/v1/events'] ?? {});
        const list = operation(document, 'get', '/v1/events');
        list.parameters?.push({ name: 'city', in: 'query', required: false, schema: TEXT });
        list.responses[418] = {};
        const post = operation(document, 'post', '/v1/bookings');
        post.responses['4XX'] = post.responses[409] ?? {};
        delete post.responses[409];
      }),
    ).toEqual([]);
  });
});

describe('a change of a component', () => {
  it('is one line for requests and one for responses, however many operations use it', () => {
    expect(linesOf(document => delete fieldsOf(component(document, 'Booking')).reference)).toEqual([
      'Booking in responses: reference is removed',
    ]);
    expect(
      linesOf(document => {
        component(document, 'NewBooking').required = ['holdId', 'paymentMethod', 'email'];
      }),
    ).toEqual(['NewBooking in requests: email is required']);
  });

  it('is found through a name that only one document has', () => {
    expect(
      linesOf(({ components }) => {
        components.schemas.Cash = { ...component({ components } as Document, 'Money'), required: ['amount'] };
        const text = JSON.stringify(components.schemas.Hold).replaceAll('/Money', '/Cash');
        components.schemas.Hold = JSON.parse(text);
      }),
    ).toEqual(expect.arrayContaining(['Hold in responses: total.currency may be absent']));
  });
});

describe('a change of a request', () => {
  it.each<[string, Schema, Schema, string[]]>([
    ['a new required field', object({}), object({ a: TEXT }, ['a']), ['a is required']],
    ['a field that becomes required', object({ a: TEXT }), object({ a: TEXT }, ['a']), ['a is required']],
    ['a removed field', object({ a: TEXT, b: TEXT }), object({ b: TEXT }), ['a is removed']],
    [
      'a removed field within a list',
      { type: 'array', items: object({ a: TEXT }) },
      { type: 'array', items: object({}) },
      ['[].a is removed'],
    ],
    ['a removed value', object({ a: { enum: ['x', 'y'] } }), object({ a: { enum: ['x'] } }), ['a does not accept "y"']],
    [
      'a value in place of several',
      object({ a: { enum: ['x', 'y'] } }),
      object({ a: { const: 'x' } }),
      ['a does not accept "y"'],
    ],
    [
      'values in place of any text',
      object({ a: TEXT }),
      object({ a: { type: 'string', enum: ['x'] } }),
      ['a accepts only some values'],
    ],
    ['another type', object({ a: TEXT }), object({ a: { type: 'integer' } }), ['a is integer, and was string']],
    ['a type fewer', { type: ['string', 'null'] }, TEXT, ['is string, and was string or null']],
    ['whole numbers only', { type: 'number' }, { type: 'integer' }, ['is integer, and was number']],
    ['a higher minimum', { type: 'integer', minimum: 1 }, { type: 'integer', minimum: 2 }, ['has the minimum 2']],
    ['a new minimum', { type: 'integer' }, { type: 'integer', minimum: 2 }, ['has the minimum 2']],
    ['a lower maximum', { type: 'integer', maximum: 9 }, { type: 'integer', maximum: 8 }, ['has the maximum 8']],
    ['a longer minimum', TEXT, { type: 'string', minLength: 1 }, ['has the minLength 1']],
    ['a shorter maximum', { type: 'string', maxLength: 9 }, { type: 'string', maxLength: 8 }, ['has the maxLength 8']],
    ['a shorter list', { type: 'array', maxItems: 9 }, { type: 'array', maxItems: 8 }, ['has the maxItems 8']],
    ['a new pattern', TEXT, { type: 'string', pattern: '^a$' }, ['has another pattern']],
    [
      'another pattern',
      { type: 'string', pattern: '^ab?$' },
      { type: 'string', pattern: '^a$' },
      ['has another pattern'],
    ],
    [
      'a further pattern',
      { type: 'string', pattern: 'a' },
      { type: 'string', pattern: 'a', allOf: [{ pattern: 'b' }] },
      ['has another pattern'],
    ],
    ['a new format', TEXT, { type: 'string', format: 'date' }, ['has the format date']],
    ['another default', { type: 'integer', default: 20 }, { type: 'integer', default: 10 }, ['has another default']],
    [
      'names of a map',
      { type: 'object', additionalProperties: TEXT },
      { type: 'object', additionalProperties: TEXT, propertyNames: { pattern: 'a' } },
      ['* as a name has another pattern'],
    ],
    [
      'values of a map',
      { type: 'object', additionalProperties: TEXT },
      { type: 'object', additionalProperties: { type: 'integer' } },
      ['* is integer, and was string'],
    ],
    ['a map that is closed', { type: 'object' }, object({}), ['* is refused']],
    ['a form less', { anyOf: [TEXT, { type: 'integer' }] }, TEXT, ['is string, and was integer']],
    [
      'a field of one form',
      { oneOf: [object({ kind: { const: 'a' }, x: TEXT }), object({ kind: { const: 'b' } })] },
      { oneOf: [object({ kind: { const: 'b' } }), object({ kind: { const: 'a' } })] },
      ['x is removed'],
    ],
    [
      'a keyword that the comparison does not know',
      { type: 'array' },
      { type: 'array', uniqueItems: true },
      ['has another uniqueItems'],
    ],
  ])('breaks: %s', (_what, released, current, lines) => {
    expect(schemaLines('request', released, current)).toEqual(lines);
  });

  it.each<[string, Schema, Schema]>([
    ['a new optional field', object({}), object({ a: TEXT })],
    ['a field that is no more required', object({ a: TEXT }, ['a']), object({ a: TEXT })],
    ['a new value', { enum: ['x'] }, { enum: ['x', 'y'] }],
    ['a wider type', { type: 'integer' }, { type: 'number' }],
    ['a wider bound', { type: 'integer', minimum: 1, maximum: 3 }, { type: 'integer', minimum: 0, maximum: 4 }],
    ['a pattern less', { type: 'string', pattern: 'a' }, TEXT],
    ['a further form', TEXT, { anyOf: [TEXT, { type: 'null' }] }],
    ['another description', { ...TEXT, description: 'a' }, { ...TEXT, description: 'b', examples: ['x'] }],
  ])('does not break: %s', (_what, released, current) => {
    expect(schemaLines('request', released, current)).toEqual([]);
  });

  it('has a wider pattern if it accepts every sample of the released one', () => {
    const [old, wide, narrow] = ['^[a-z]{1,3}$', '^\\w{1,9}$', '^[a-z]{1,2}$'].map(pattern => ({
      type: 'string',
      pattern,
    }));
    const samples = { '^[a-z]{1,3}$': ['a', 'xyz'] };
    expect(schemaLines('request', old as Schema, { ...wide, maxLength: 3 }, samples)).toEqual([]);
    expect(schemaLines('request', old as Schema, { ...wide, maxLength: 2 }, samples)).toEqual([
      'does not accept "xyz"',
    ]);
    expect(schemaLines('request', old as Schema, narrow as Schema, samples)).toEqual(['does not accept "xyz"']);
    expect(schemaLines('request', old as Schema, wide as Schema)).toEqual(['has another pattern']);
  });
});

describe('a change of a response', () => {
  it.each<[string, Schema, Schema, string[]]>([
    ['a removed field', object({ a: TEXT }), object({}), ['a is removed']],
    ['a field that may be absent', object({ a: TEXT }, ['a']), object({ a: TEXT }), ['a may be absent']],
    ['another type', object({ a: TEXT }), object({ a: { type: 'integer' } }), ['a is integer, and was string']],
    ['null beside the type', TEXT, { type: ['string', 'null'] }, ['is string or null, and was string']],
    ['null as a form', TEXT, { anyOf: [TEXT, { type: 'null' }] }, ['is null, and was string']],
    ['any value', TEXT, {}, ['is of any type, and was string']],
    [
      'a field of items',
      { type: 'array', items: object({ a: TEXT }) },
      { type: 'array', items: object({}) },
      ['[].a is removed'],
    ],
    ['no format', { type: 'string', format: 'date-time' }, TEXT, ['has no format']],
  ])('breaks: %s', (_what, released, current, lines) => {
    expect(schemaLines('response', released, current)).toEqual(lines);
  });

  it.each<[string, Schema, Schema]>([
    ['a new field', object({}), object({ a: TEXT }, ['a'])],
    ['a field that is always there', object({ a: TEXT }), object({ a: TEXT }, ['a'])],
    ['a new value', { type: 'string', enum: ['x'] }, { type: 'string', enum: ['x', 'y'] }],
    ['a new pattern', TEXT, { type: 'string', pattern: '^a$' }],
    ['a form less', { anyOf: [TEXT, { type: 'null' }] }, TEXT],
  ])('does not break: %s', (_what, released, current) => {
    expect(schemaLines('response', released, current)).toEqual([]);
  });
});
