/** The size of values in bytes, as DynamoDB counts it for limits and capacity. Pure. */
import { isNumeric, type Numeric, significantDigits } from './numbers.ts';
import { type Item, SetValue, type Value } from './value.ts';

/** A list or map takes three bytes, and one more for each element. */
const CONTAINER_BYTES = 3;
const ELEMENT_BYTES = 1;

/** The size of a row: its names and its values. */
export function itemSize(item: Item): number {
  let size = 0;
  for (const [name, value] of item) size += attributeSize(name, value);
  return size;
}

export const attributeSize = (name: string, value: Value): number => utf8Length(name) + valueSize(value);

export function valueSize(value: Value): number {
  if (typeof value === 'string') return utf8Length(value);
  if (isNumeric(value)) return numberSize(value);
  if (value === null || typeof value === 'boolean') return 1;
  if (value instanceof Uint8Array) return value.length;
  if (value instanceof Map) return CONTAINER_BYTES + itemSize(value) + value.size * ELEMENT_BYTES;
  if (value instanceof SetValue) return sum(value.members.values(), 0);
  return sum(value, ELEMENT_BYTES) + CONTAINER_BYTES;
}

function sum(values: Iterable<Value>, extra: number): number {
  let size = 0;
  for (const value of values) size += valueSize(value) + extra;
  return size;
}

/** One byte for two digits, one byte more, and another one for a minus sign. */
function numberSize(value: Numeric): number {
  const isNegative = typeof value === 'number' ? value < 0 : value.text.startsWith('-');
  return Math.ceil(significantDigits(value) / 2) + 1 + (isNegative ? 1 : 0);
}

export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    // A surrogate pair is two units and four bytes.
    bytes += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2;
  }
  return bytes;
}
