/** Ids, keys and request ids of a simulation. They are counted, so that each repetition of a run has the same ones. */
import { NONCE_LENGTH_MIN } from '../domain/limits.ts';

export interface CountedIds {
  /** An id of 25 characters, as those of the service. */
  newId(): string;
  newKey(): string;
  /** A nonce of a scan, as long as the service asks for. */
  newNonce(): string;
  newRequestId(): string;
}

export function createCountedIds(): CountedIds {
  const counts = { id: 0, key: 0, nonce: 0, request: 0 };
  const next = (name: keyof typeof counts): number => {
    counts[name] += 1;
    return counts[name];
  };
  return {
    // The hash spreads the ids over shards.
    newId: () => {
      const number = next('id');
      return `${hashed(number)}${String(number).padStart(18, '0')}`;
    },
    newKey: () => `key-${next('key')}`,
    newNonce: () => `nonce-${String(next('nonce')).padStart(NONCE_LENGTH_MIN, '0')}`,
    newRequestId: () => `request-${next('request')}`,
  };
}

const hashed = (number: number): string => (Math.imul(number, 0x9e3779b1) >>> 0).toString(36).padStart(7, '0');
