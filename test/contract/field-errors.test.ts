/** Invalid requests: each error has the path of the wrong field, also in members of unions, and says in plain words what is wrong. */
import { describe, expect, it, test } from 'vitest';
import type * as z from 'zod/mini';
import { CodeChanges, NewCodes } from '../../lib/contract/events/code-requests.ts';
import { EventChanges } from '../../lib/contract/events/edit-requests.ts';
import { NewEvent } from '../../lib/contract/events/requests.ts';
import { parse } from '../../lib/contract/field-errors.ts';
import { NewHold } from '../../lib/contract/holds/requests.ts';
import { REQUESTS } from '../../lib/contract/requests.ts';
import type { RequestSchemas } from '../../lib/contract/route-schemas.ts';
import { newEvent } from '../support/world.ts';

const errorsOf = (schema: z.ZodMiniObject, value: unknown): string[] =>
  parse(schema, value, 'body')
    .errors.map(({ path, message }) => `${path.replace(/^body\.sections\.0\./, '')}: ${message}`)
    .sort();
const inSections = (...sections: unknown[]): string[] => errorsOf(NewEvent, { ...newEvent(), sections });
const inRow = (row: unknown): string[] => inSections({ id: 'a', name: 'A', kind: 'seated', price: 1, rows: [row] });

test('S9: an error in a seat of a row has the path of the field', () => {
  const seats = [
    { number: '1', attributes: { wheelchair: true } },
    { number: '2', colour: 'red' },
  ];
  expect(inRow({ row: 'W', seats })).toEqual([
    'rows.0.seats.0.attributes.wheelchair: must be text',
    'rows.0.seats.1: unknown field "colour"',
  ]);
});

describe('the errors of a row are those of the form that was meant:', () => {
  it.each<[string, unknown, string[]]>([
    ['a count that is text', { row: 'A', count: '12' }, ['rows.0.count: must be a whole number']],
    ['a count that is null', { row: 'A', count: null }, ['rows.0.count: must be a whole number']],
    ['a count of 0', { row: 'A', count: 0 }, ['rows.0.count: must be at least 1']],
    ['a fraction', { row: 'A', count: 1.5 }, ['rows.0.count: must be a whole number']],
    ['from without to', { row: 'A', from: 1 }, ['rows.0.to: is missing']],
    ['to without from', { row: 'A', to: 1 }, ['rows.0.from: is missing']],
    ['a field misspelled', { row: 'A', from: 1, too: 3 }, ['rows.0.to: is missing', 'rows.0: unknown field "too"']],
    [
      'a step that leads away',
      { row: 'A', from: 1, to: 3, step: -1 },
      ['rows.0.step: must lead from `from` to `to`: positive upwards, negative downwards'],
    ],
    ['a step beside count', { row: 'A', count: 3, step: 2 }, ['rows.0: unknown field "step"']],
    ['no seats', { row: 'A', seats: [] }, ['rows.0.seats: must not be empty']],
    ['seats that are no list', { row: 'A', seats: 12 }, ['rows.0.seats: must be a list']],
    ['seats that are numbers', { row: 'A', seats: [1] }, ['rows.0.seats.0: must be an object']],
    ['a number that is no text', { row: 'A', seats: [{ number: 1 }] }, ['rows.0.seats.0.number: must be text']],
    ['a seat without number', { row: 'A', seats: [{}] }, ['rows.0.seats.0.number: is missing']],
    [
      'access of an unknown kind',
      { row: 'A', seats: [{ number: '1', access: 'pram' }] },
      ['rows.0.seats.0.access: must be one of wheelchair, companion'],
    ],
    [
      'attributes of the row beside seats',
      { row: 'A', attributes: { a: 'b' }, seats: [{ number: '1' }] },
      ['rows.0: unknown field "attributes"'],
    ],
    [
      'a name of an attribute',
      { row: 'A', count: 1, attributes: { 'Big Name': 'x' } },
      ['rows.0.attributes.Big Name: the name must be a camelCase name'],
    ],
    ['no row', { count: 1 }, ['rows.0.row: is missing']],
    ['a row that is a number', { row: 1, count: 1 }, ['rows.0.row: must be text']],
    [
      'two unknown fields',
      { row: 'A', count: 1, a: 1, b: 2 },
      ['rows.0: unknown field "a"', 'rows.0: unknown field "b"'],
    ],
    ['joined as text', { row: 'A', count: 1, joined: 'yes' }, ['rows.0.joined: must be true or false']],
  ])('%s', (_name, row, errors) => {
    expect(inRow(row)).toEqual(errors);
  });
});

describe('where no form can be recognized, the error says what is missing:', () => {
  const needed = 'must have count, or from and to, or seats';
  it.each<[string, unknown, string[]]>([
    ['only a row', { row: 'A' }, [`rows.0: ${needed}`]],
    ['nothing', {}, ['rows.0.row: is missing', `rows.0: ${needed}`]],
    ['a field misspelled', { row: 'A', cuont: 3 }, [`rows.0: ${needed}`, 'rows.0: unknown field "cuont"']],
    ['only what two forms have', { row: 'A', attributes: {} }, [`rows.0: ${needed}`]],
    ['text', 'A', ['rows.0: must be a row with count, with from and to, or with seats']],
    ['null', null, ['rows.0: must be a row with count, with from and to, or with seats']],
    ['a list', [], ['rows.0: must be a row with count, with from and to, or with seats']],
    ['two forms', { row: 'A', count: 3, seats: [{ number: '1' }] }, ['rows.0: send either count or seats']],
    ['two forms incompletely', { row: 'A', step: 3, seats: [{ number: '1' }] }, ['rows.0: unknown field "step"']],
  ])('%s', (_name, row, errors) => {
    expect(inRow(row)).toEqual(errors);
  });
});

describe('the errors of a section are those of its kind:', () => {
  const facts = { id: 'a', name: 'A', price: 1 };
  it.each<[string, unknown, string[]]>([
    ['an unknown kind', { ...facts, kind: 'table' }, ['kind: must be one of seated, area']],
    ['no kind', { ...facts, capacity: 1 }, ['kind: is missing']],
    [
      'rows of an area',
      { ...facts, kind: 'area', rows: [] },
      ['body.sections.0: unknown field "rows"', 'capacity: is missing'],
    ],
    ['an area of text', { ...facts, kind: 'area', capacity: 'many' }, ['capacity: must be a whole number']],
    ['rows that are no list', { ...facts, kind: 'seated', rows: {} }, ['rows: must be a list']],
    ['text', 'Stalls', ['body.sections.0: must be an object']],
  ])('%s', (_name, section, errors) => {
    expect(inSections(section)).toEqual(errors);
  });
});

test('a hold must have either places or bestAvailable', () => {
  const bestAvailable = { quantity: 1 };
  expect(errorsOf(NewHold, {})).toEqual(['body.seats: is missing: send seats, areas or both, or send bestAvailable']);
  expect(errorsOf(NewHold, { seats: ['a/1'], bestAvailable })).toEqual([
    'body.bestAvailable: must not be sent together with seats or areas',
  ]);
  expect(errorsOf(NewHold, { bestAvailable: { quantity: 'two', sides: 1 } })).toEqual([
    'body.bestAvailable.quantity: must be a whole number',
    'body.bestAvailable: unknown field "sides"',
  ]);
  expect(errorsOf(NewHold, { areas: [{ areaId: 'x' }, 'y'] })).toEqual([
    'body.areas.0.quantity: is missing',
    'body.areas.1: must be an object',
  ]);
});

describe('the errors of a seat object used to be "must have , or type" and "must be text":', () => {
  it.each<[string, unknown, string[]]>([
    ['only a seat', { seat: 'a/1' }, []],
    ['only a type', { type: 'adult' }, ['body.seats.0.seat: is missing']],
    ['a type misspelled', { seat: 'a/1', typ: 'adult' }, ['body.seats.0: unknown field "typ"']],
    [
      'a seat misspelled',
      { seatId: 'a/1', type: 'adult' },
      ['body.seats.0.seat: is missing', 'body.seats.0: unknown field "seatId"'],
    ],
    ['a seat that is a number', { seat: 1 }, ['body.seats.0.seat: must be text']],
    ['a number', 1, ['body.seats.0: must be the id of a seat, or a seat with its ticket type']],
  ])('%s', (_name, seat, errors) => {
    expect(errorsOf(NewHold, { seats: [seat] })).toEqual(errors);
  });
});

test('the errors of codes used to begin with "or", and not to say why usesMax cannot be removed', () => {
  const generate = { count: 1 };
  expect(errorsOf(NewCodes, {})).toEqual(['body.texts: send either texts or generate']);
  expect(errorsOf(NewCodes, { texts: ['FRIENDS20'], generate })).toEqual(['body.texts: send either texts or generate']);
  expect(errorsOf(CodeChanges, { usesMax: null })).toEqual([
    'body.usesMax: cannot be removed: end the code, and create another',
  ]);
  expect(errorsOf(CodeChanges, { usesMax: 0 })).toEqual(['body.usesMax: must be at least 1']);
  expect(errorsOf(CodeChanges, { usesMax: 'many' })).toEqual(['body.usesMax: must be a whole number']);
  for (const per of [{}, { per: 'ticket' }]) {
    expect(errorsOf(NewCodes, { generate, discount: { percent: 10, amount: 5, ...per } })).toEqual([
      expect.stringMatching(/^body.discount: send either percent or amount/),
    ]);
  }
});

test('an edit must change something, and a status must be its only change', () => {
  expect(errorsOf(EventChanges, {})).toEqual(['body: must change something']);
  expect(errorsOf(EventChanges, { status: 'closed', title: 'x' })).toEqual([
    'body.status: must be the only change in a request',
  ]);
  expect(errorsOf(EventChanges, { status: 'upcoming' })).toEqual([
    'body.status: must be one of open, closed, cancelled',
  ]);
  const addRows = [{ row: 'A', seats: [{ number: '1', colour: 'red' }] }];
  expect(errorsOf(EventChanges, { sections: [{ id: 'a', addRows }] })).toEqual([
    'addRows.0.seats.0: unknown field "colour"',
  ]);
});

test('values are not repeated, and long names of fields are cut', () => {
  const credentials = REQUESTS.login.body as z.ZodMiniObject;
  const [password, name] = ['correct horse battery', 'n'.repeat(1_000)];
  const errors = errorsOf(credentials, { email: 'no address', password: [password], [name]: password });
  expect(errors.join()).not.toContain('horse');
  expect(errors).toContain(`body: unknown field "${'n'.repeat(60)}…"`);
});

test('every message of every request is in our own words', () => {
  const wrong: unknown[] = [undefined, null, true, 0.5, -1e9, 1e12, '', 'x'.repeat(10_000), [], [0.5], {}, { x: 1 }];
  const messages = Object.values(REQUESTS as Record<string, RequestSchemas>)
    .flatMap(({ params, query, body }) => [params, query, body])
    .filter(schema => schema !== undefined)
    .flatMap(schema => [
      ...wrong.flatMap(value => parse(schema, value, 'body').errors),
      ...Object.keys(schema.shape).flatMap(field =>
        wrong.flatMap(value => parse(schema, { [field]: value }, 'body').errors),
      ),
    ]);
  expect(messages.length).toBeGreaterThan(1_000);
  const foreign = messages.filter(({ message }) =>
    /Invalid|expected|received|Too |Unrecognized|of another|not allowed$/.test(message),
  );
  expect([...new Set(foreign.map(({ path, message }) => `${path}: ${message}`))]).toEqual([]);
});
