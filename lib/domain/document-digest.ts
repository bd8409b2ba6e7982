/** The digest of facts, which is the name of the document that shows them. */
import { hash } from 'node:crypto';

export const digestOf = (value: unknown): string => hash('sha256', JSON.stringify(value, inOrder), 'hex').slice(0, 32);

/** Sorts the members of objects, so that the digest does not depend on how the facts were put together. */
const inOrder = (_name: string, value: unknown): unknown =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
