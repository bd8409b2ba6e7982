/** Values: numbers of 38 digits, the order and the size of values, and the codecs, which return each value as it was given. */

import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetCommand, NumberValue, PutCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JSON_CODEC, SDK_CODEC } from '../../lib/engine/values/attribute-codec.ts';
import { fingerprint } from '../../lib/engine/values/fingerprint.ts';
import { NATIVE_CODEC } from '../../lib/engine/values/native-codec.ts';
import {
  add,
  compareNumbers,
  numberOrderText,
  numberText,
  parseNumber,
  subtract,
} from '../../lib/engine/values/numbers.ts';
import { openEngine, TABLE } from './engine-table.ts';

describe('a number', () => {
  it.each([
    ['007.50', '7.5'],
    ['1E3', '1000'],
    ['-0', '0'],
    ['0.1', '0.1'],
    ['12345678901234567890123456789012345678', '12345678901234567890123456789012345678'],
    ['1e-7', '0.0000001'],
    ['9.9999999999999999999999999999999999999E+125', `99999999999999999999999999999999999999${'0'.repeat(88)}`],
  ])('keeps its digits: %s', (text, expected) => {
    expect(numberText(parseNumber(text))).toBe(expected);
  });

  it.each([
    ['123456789012345678901234567890123456789', /38 significant digits/],
    ['1E126', /overflow/],
    ['1E-131', /underflow/],
    ['abc', /cannot be converted to a numeric value: abc/],
    ['', /cannot be converted to a numeric value/],
  ])('outside of the range is refused: %s', (text, message) => {
    expect(() => parseNumber(text)).toThrow(message);
  });

  it('is added and subtracted exactly', () => {
    expect(add(0.1, 0.2)).toBe(0.3);
    expect(numberText(add(9_007_199_254_740_991, 2))).toBe('9007199254740993');
    expect(numberText(subtract(parseNumber('1E37'), 1))).toBe('9'.repeat(37));
    expect(subtract(0.3, 0.3)).toBe(0);
  });

  it('is ordered by its value', () => {
    const decimal = fc
      .tuple(fc.bigInt(-(10n ** 38n) + 1n, 10n ** 38n - 1n), fc.integer({ min: -60, max: 60 }))
      .map(([digits, exponent]) => parseNumber(`${digits}E${exponent}`));
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        const order = Math.sign(compareNumbers(a, b));
        const [textA, textB] = [numberOrderText(a), numberOrderText(b)];
        expect(textA < textB ? -1 : textA > textB ? 1 : 0).toBe(order);
        const difference = Number(numberText(a)) - Number(numberText(b));
        if (difference !== 0) expect(order).toBe(Math.sign(difference));
      }),
    );
  });
});

describe('a row', () => {
  const value: fc.Arbitrary<unknown> = fc.letrec(tie => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.string({ unit: 'binary' }),
      fc.integer(),
      fc
        .double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 })
        .filter(one => one === 0 || Math.abs(one) > 1e-100)
        .map(one => one || 0),
      fc.boolean(),
      fc.constant(null),
      fc.uint8Array(),
      fc.uniqueArray(fc.string(), { minLength: 1 }).map(members => new Set(members)),
      fc.uniqueArray(fc.integer(), { minLength: 1 }).map(members => new Set(members)),
      fc.array(tie('value')),
      fc.dictionary(fc.string(), tie('value')),
    ),
  })).value;

  it('that a codec reads and writes again is the same', () => {
    fc.assert(
      fc.property(value, native => {
        const stored = NATIVE_CODEC.read(native);
        expect(NATIVE_CODEC.write(stored)).toEqual(native);
        for (const codec of [JSON_CODEC, SDK_CODEC]) {
          expect(NATIVE_CODEC.write(codec.read(codec.write(stored)))).toEqual(native);
        }
        expect(fingerprint(JSON_CODEC.read(JSON_CODEC.write(stored)))).toBe(fingerprint(stored));
      }),
    );
  });

  it('does not change when the caller changes what it sent or got', async () => {
    const { documents } = await openEngine();
    const Item = { pk: 'a', sk: 'b', list: [1], bytes: new Uint8Array([1]) };
    const get = async () =>
      (await documents.send(new GetCommand({ TableName: TABLE, Key: { pk: 'a', sk: 'b' } }))).Item;
    await documents.send(new PutCommand({ TableName: TABLE, Item }));
    Item.list.push(2);
    Item.bytes[0] = 9;
    (await get())?.list.push(3);
    expect(await get()).toEqual({ pk: 'a', sk: 'b', list: [1], bytes: new Uint8Array([1]) });
  });

  it('has the same numbers in the document client and in the raw client', async () => {
    const { documents, raw } = await openEngine();
    const big = '12345678901234567890123456789012345678';
    await documents.send(
      new PutCommand({ TableName: TABLE, Item: { pk: 'a', sk: 'b', big: NumberValue.from(big), n: 1.5 } }),
    );
    const key = { pk: { S: 'a' }, sk: { S: 'b' } };
    const { Item } = await raw.send(new GetItemCommand({ TableName: TABLE, Key: key }));
    expect(Item).toEqual({ ...key, big: { N: big }, n: { N: '1.5' } });
    await raw.send(new PutItemCommand({ TableName: TABLE, Item: { ...key, big: { N: big } } }));
    const { Item: native } = await documents.send(new GetCommand({ TableName: TABLE, Key: { pk: 'a', sk: 'b' } }));
    expect(native?.big).toBe(BigInt(big));
  });

  it.each([
    [Number.NaN, 'Special numeric value NaN is not allowed'],
    [
      2 ** 60,
      'Number 1152921504606847000 is greater than Number.MAX_SAFE_INTEGER. Use NumberValue from @aws-sdk/lib-dynamodb.',
    ],
    [new Set(), 'Pass a non-empty set, or options.convertEmptyValues=true.'],
    [new Date(0), /^Unsupported type passed: /],
  ])('refuses values as the SDK does: %s', (value, message) => {
    expect(() => NATIVE_CODEC.readItem({ value })).toThrow(message);
  });
});
