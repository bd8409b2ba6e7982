/** Labels of rows and seats in every script: accepted, stored in NFC, and found again by holds, bookings and edits. */
import { beforeAll, describe, expect, it, test } from 'vitest';
import type { Event, SeatMap } from '../../../lib/contract/events/responses.ts';
import type { NewSection } from '../../../lib/contract/events/section-requests.ts';
import {
  edit,
  hold,
  newEvent,
  openWorld,
  type Person,
  type ProblemFields,
  pay,
  publish,
  seatIdsOf,
  type World,
} from '../../support/world.ts';

let world: World;
let organizer: Person;
let alice: Person;
beforeAll(async () => {
  world = await openWorld();
  organizer = await world.person('organizer');
  alice = await world.person();
});

const withSeats = (row: string, ...numbers: string[]): { sections: NewSection[] } => ({
  sections: [
    { id: 'a', name: 'A', kind: 'seated', price: 1, rows: [{ row, seats: numbers.map(number => ({ number })) }] },
  ],
});
const publishSeats = (row: string, ...numbers: string[]): Promise<Event> =>
  publish(world, withSeats(row, ...numbers), organizer);

async function mapOf({ id }: Event): Promise<SeatMap> {
  return (await world.invoke<SeatMap>('read-seats', { params: { eventId: id }, query: { fresh: 'true' } })).body;
}

test('S8: row "Ä", seats "1½" and "Loge 1" are accepted, stored in NFC and found again', async () => {
  const event = await publishSeats('A\u0308', '1½', 'Loge 1');
  const [row] = (await mapOf(event)).sections[0]?.rows ?? [];
  expect([row?.row, row?.seats.map(({ seatId }) => seatId)]).toEqual(['Ä', ['a/Ä-1½', 'a/Ä-Loge 1']]);

  const held = await hold(world, alice, event, ['a/A\u0308-1½', 'a/Ä-Loge 1']);
  expect([held.status, seatIdsOf(held.body)]).toEqual([201, ['a/Ä-1½', 'a/Ä-Loge 1']]);
  expect(await world.seatStatus(event, 'a/Ä-1½')).toBe('held');
  const booked = await pay(world, alice, held.body);
  expect([booked.status, seatIdsOf(booked.body)]).toEqual([201, ['a/Ä-1½', 'a/Ä-Loge 1']]);
  expect(await world.seatStatus(event, 'a/Ä-Loge 1')).toBe('booked');
});

describe('a label may be', () => {
  it.each([
    ['digits of Arabic', 'صف أ', '١٢'],
    ['digits of Devanagari', 'क', '१०'],
    ['letters of Devanagari with vowel signs', 'कीर्ति', '1'],
    ['20 letters with vowel signs', 'की'.repeat(20), '1'],
    ['letters of Tamil with vowel signs', 'வரிசை', '1'],
    ['letters of Thai with vowels and tone marks', 'ที่นั่งน้ำ', '๑'],
    ['letters of Tibetan', 'སྐྱེ', '༡'],
    ['letters of Burmese', 'မြို့', '၁'],
    ['Chinese', '第一排', '座十二'],
    ['Japanese', 'いーぐる', 'ｱ１'],
    ['Korean', '가열', 'ㄱ1'],
    ['Hebrew with points', 'שָׁ', '1'],
    ['Yoruba, of which NFC keeps a mark', 'ẹ\u0301', '1'],
    ['Cyrillic', 'Ряд Й', '1'],
    ['Greek', 'ΣΕΙΡΆ', '1'],
    ['a fullwidth letter', 'Ａ', '1'],
    ['letters beyond 16 bits', '\u{10400}'.repeat(20), '\u{10401}'.repeat(20)],
    ['a fraction', '½', '½'],
    ['with slashes', 'A/1', '1/2'],
    ['a Roman numeral', 'Ⅳ', '1'],
    ['an ordinal', '1º', '1'],
    ['with all signs', 'A.b_c-d/e ½', '0'],
    ['20 characters', 'A'.repeat(20), '1'.repeat(20)],
  ])('%s', async (_name, row, number) => {
    const event = await publishSeats(row, number);
    const seatId = `a/${row}-${number}`.normalize('NFC');
    expect((await mapOf(event)).sections[0]?.rows[0]?.seats[0]?.seatId).toBe(seatId);
    const held = await hold(world, alice, event, [seatId.normalize('NFD')]);
    expect([held.status, seatIdsOf(held.body)]).toEqual([201, [seatId]]);
    expect(await world.seatStatus(event, seatId)).toBe('held');
  });
});

describe('a label may not', () => {
  const length = 'must have at most 20 characters';
  const spaces = 'must have no spaces at its ends, and only single spaces inside';
  const start = 'must begin with a letter, a digit or ½';
  const marks = 'must have combining marks only after a letter, at most 6 after each';
  const notAllowed = (character: string) =>
    `must consist of letters, digits, ½ . _ - / and single spaces; ${character} is not allowed`;
  it.each([
    ['be empty', '', 'must not be empty'],
    ['have 21 letters', 'A'.repeat(21), length],
    ['have 21 letters beyond 16 bits', '\u{10400}'.repeat(21), length],
    ['have 21 letters with vowel signs', 'की'.repeat(21), length],
    ['have 64 code points', 'ก็้่'.repeat(16), 'must have at most 60 code points and 180 bytes: it has too many marks'],
    ['have thousands of characters', 'ก็้่'.repeat(1_000), length],
    ['begin with a space', ' A', spaces],
    ['end with a space', 'A ', spaces],
    ['have two spaces inside', 'A  1', spaces],
    ['begin with a sign', '-A', start],
    ['begin with a slash', '/A', start],
    ['begin with a mark', '\u0301A', start],
    ['have a mark after a digit', '1\u0301', marks],
    ['have seven marks after a letter', `A${'\u0315'.repeat(7)}`, marks],
    ['have an emoji', 'A😀', notAllowed('"😀" (U+1F600)')],
    ['have a number sign', 'A#1', notAllowed('"#" (U+0023)')],
    ['have a quotation mark', 'A"', notAllowed('""" (U+0022)')],
    ['have a zero-width space', 'A\u200b', notAllowed('U+200B')],
    ['have a zero-width joiner', 'क्\u200dष', notAllowed('U+200D')],
    ['have a soft hyphen', 'A\u00ad1', notAllowed('U+00AD')],
    ['have a byte order mark', '\ufeffA', notAllowed('U+FEFF')],
    ['have a word joiner', 'A\u2060', notAllowed('U+2060')],
    ['have a bidi override', 'A\u202e1', notAllowed('U+202E')],
    ['have a bidi isolate', '\u2066A', notAllowed('U+2066')],
    ['have a variation selector', 'A\ufe0f', notAllowed('U+FE0F')],
    ['have a Hangul filler', 'A\u3164', notAllowed('U+3164')],
    ['have a grapheme joiner', 'A\u034f', notAllowed('U+034F')],
    ['have a tag', 'A\u{e0041}', notAllowed('U+E0041')],
    ['have an empty Braille pattern', '\u2800', notAllowed('"⠀" (U+2800)')],
    ['have a no-break space', 'A\u00a01', notAllowed('U+00A0')],
    ['have an ideographic space', 'A\u30001', notAllowed('U+3000')],
    ['have a tab', 'A\t1', notAllowed('U+0009')],
    ['have a line feed', 'A\n', notAllowed('U+000A')],
    ['have a line separator', 'A\u2028', notAllowed('U+2028')],
    ['have a control character', 'A\u0000', notAllowed('U+0000')],
    ['have a lone surrogate', 'A\ud83d', notAllowed('U+D83D')],
    ['have a private character', 'A\ue000', notAllowed('U+E000')],
    ['have an unassigned character', 'A\u0378', notAllowed('U+0378')],
    ['have an enclosing keycap', '1\u20e3', notAllowed('U+20E3')],
    ['have a ligature', '\ufb01', notAllowed('"ﬁ" (U+FB01)')],
    ['have a whole sentence in a letter', '\ufdfa', notAllowed('"ﷺ" (U+FDFA)')],
    ['have a letter of mathematics', '𝐀', notAllowed('"𝐀" (U+1D400)')],
    ['have a digit of mathematics', '𝟏', notAllowed('"𝟏" (U+1D7CF)')],
    ['have a superscript', '1²', notAllowed('"²" (U+00B2)')],
    ['have a circled digit', '①', notAllowed('"①" (U+2460)')],
    ['have a long dash', 'A–1', notAllowed('"–" (U+2013)')],
  ])('%s', async (_name, number, message) => {
    for (const [body, path] of [
      [withSeats('A', number), 'body.sections.0.rows.0.seats.0.number'],
      [withSeats(number, '1'), 'body.sections.0.rows.0.row'],
    ] as const) {
      // Unescaped, a replacement character would refuse the whole body.
      const json = JSON.stringify(newEvent(body)).replaceAll('\ufffd', '\\ufffd');
      const answer = await world.invoke<ProblemFields>('publish-event', { as: organizer, body: json });
      expect([answer.status, answer.body.code, answer.body.errors]).toEqual([
        400,
        'validation-failed',
        [{ path, message }],
      ]);
    }
  });
});

test('an edit finds seats and rows by labels in any form of Unicode', async () => {
  const event = await publishSeats('Å', 'é', 'ü', '각');
  const blocked = await edit(world, organizer, event, { blockSeats: ['a/A\u030a-e\u0301'] });
  expect([blocked.status, await world.seatStatus(event, 'a/Å-é')]).toEqual([200, 'blocked']);
  const removed = await edit(world, organizer, event, { sections: [{ id: 'a', removeSeats: ['A\u030a-u\u0308'] }] });
  expect([removed.status, await world.seatStatus(event, 'a/Å-ü')]).toEqual([200, undefined]);
  const twice = await edit(world, organizer, event, { blockSeats: ['a/Å-각', 'a/Å-각'.normalize('NFD')] });
  expect([twice.status, twice.body.errors]).toEqual([
    400,
    [{ path: 'body.blockSeats', message: 'must not name a seat twice' }],
  ]);
  const rows = await edit(world, organizer, event, {
    sections: [{ id: 'a', addRows: [{ row: 'B', count: 1 }], removeRows: ['A\u030a'] }],
  });
  expect([rows.status, (await mapOf(event)).sections[0]?.rows.map(({ row }) => row)]).toEqual([200, ['B']]);
});

test('a seat with the longest labels can be removed, although its own label has 41 characters', async () => {
  const [row, number] = ['A'.repeat(20), '1'.repeat(20)];
  const event = await publishSeats(row, number, '2');
  const { status } = await edit(world, organizer, event, {
    sections: [{ id: 'a', removeSeats: [`${row}-${number}`] }],
  });
  expect([status, await world.seatStatus(event, `a/${row}-${number}`)]).toEqual([200, undefined]);
});

describe('a seat id that names no seat', () => {
  it.each([
    ['a zero-width space', 'a/A-1\u200b'],
    ['a lone surrogate', 'a/A-\ud83d'],
    ['a control character', 'a/A-1\u0000'],
    ['an emoji', 'a/😀'],
    ['a slash after the label', 'a/A-1/'],
    ['no slash', 'aA-1'],
    ['only a slash', '/'],
    ['300 characters', 'a/'.padEnd(300, '漢')],
  ])('is answered with place-not-found: %s', async (_name, seatId) => {
    const event = await publishSeats('A', '1');
    const { status, body } = await hold(world, alice, event, [seatId]);
    expect([status, body.code, body.seatIds]).toEqual([422, 'place-not-found', [seatId]]);
  });
});

test('a hold repeated with its seat in another form of Unicode is a replay', async () => {
  const event = await publishSeats('Ä', '1');
  const first = await hold(world, alice, event, ['a/Ä-1'], { key: 'form' });
  const again = await hold(world, alice, event, ['a/A\u0308-1'], { key: 'form' });
  expect([again.status, again.body]).toEqual([201, first.body]);
});
