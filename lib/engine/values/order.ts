/**
 * The order of keys: a text for each string, number or binary value. The texts sort as DynamoDB sorts the values.
 * Strings are ordered by their UTF-8 bytes, which differs from JavaScript's order above U+D7FF.
 */
import { compareNumbers, isNumeric, numberOrderText } from './numbers.ts';
import type { Value } from './value.ts';

export function orderText(value: Value): string {
  if (typeof value === 'string') return stringOrderText(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1');
  if (isNumeric(value)) return numberOrderText(value);
  throw new Error('only strings, numbers and binary values have an order');
}

const ABOVE_BASIC = /[\ud800-\uffff]/;
const SURROGATE_FIRST = 0xd800;
const SURROGATE_LAST = 0xdfff;

function stringOrderText(text: string): string {
  if (!ABOVE_BASIC.test(text)) return text;
  let moved = '';
  for (let i = 0; i < text.length; i++) moved += String.fromCharCode(movedUnit(text.charCodeAt(i)));
  return moved;
}

/** Moves surrogates, which are four bytes a pair in UTF-8, behind the characters of three bytes. */
function movedUnit(unit: number): number {
  if (unit < SURROGATE_FIRST) return unit;
  return unit <= SURROGATE_LAST ? unit + 0x2000 : unit - 0x800;
}

/** Compares two values of the same ordered type; undefined if they cannot be compared. */
export function compareValues(a: Value | undefined, b: Value | undefined): number | undefined {
  if (a === undefined || b === undefined) return undefined;
  if (isNumeric(a)) return isNumeric(b) ? compareNumbers(a, b) : undefined;
  const isComparable =
    typeof a === 'string' ? typeof b === 'string' : a instanceof Uint8Array && b instanceof Uint8Array;
  if (!isComparable) return undefined;
  const [textA, textB] = [orderText(a), orderText(b)];
  return textA < textB ? -1 : textA > textB ? 1 : 0;
}

export const isOrdered = (value: Value): boolean =>
  typeof value === 'string' || isNumeric(value) || value instanceof Uint8Array;
