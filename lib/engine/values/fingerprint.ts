/** A digest of a request, so that a later request can be compared with it. The order of names does not matter. Pure. */
import { numberText } from './numbers.ts';
import { Decimal, SetValue } from './value.ts';

/** Returns two digests of 32 bits. So it is very improbable that two different requests have the same fingerprint. */
export const fingerprint = (request: unknown): string =>
  `${digest(request, 0x811c9dc5)}-${digest(request, 0x1b873593)}`;

function digest(value: unknown, seed: number): number {
  if (value === undefined) return 0;
  if (typeof value === 'string') return digestText(value, seed ^ 1);
  if (typeof value === 'number') return digestText(String(value), seed ^ 2);
  if (value instanceof Decimal) return digestText(numberText(value), seed ^ 2);
  if (value instanceof SetValue) return digestUnordered(value.members.entries(), digestText(value.type, seed));
  if (value instanceof Uint8Array) return digestText(Buffer.from(value).toString('latin1'), seed ^ 3);
  if (Array.isArray(value)) return value.reduce((mixed, element) => mix(mixed, digest(element, seed)), seed ^ 4);
  if (value instanceof Map) return digestUnordered(value.entries(), seed ^ 5);
  if (typeof value === 'object' && value !== null) return digestUnordered(Object.entries(value), seed ^ 6);
  return digestText(String(value), seed ^ 7);
}

function digestUnordered(entries: Iterable<[string, unknown]>, seed: number): number {
  let sum = seed;
  for (const [name, value] of entries) sum = (sum + mix(digestText(name, seed), digest(value, seed))) | 0;
  return mix(sum, seed);
}

function digestText(text: string, seed: number): number {
  let mixed = seed ^ text.length;
  for (let i = 0; i < text.length; i++) mixed = Math.imul(mixed ^ text.charCodeAt(i), 0x01000193);
  return mix(mixed, seed);
}

function mix(a: number, b: number): number {
  const mixed = Math.imul(a ^ (a >>> 15) ^ b, 0x85ebca6b);
  return (mixed ^ (mixed >>> 13) ^ Math.imul(b, 0xc2b2ae35)) | 0;
}
