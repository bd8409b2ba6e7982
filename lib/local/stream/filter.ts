/** The part of Lambda's event filters that triggers.ts uses: exact values and prefixes. Pure. */
import type { FilterLeaf, FilterPattern } from '../../deployment/triggers.ts';

/** Returns whether the record has each field of the pattern, with one of the listed values. */
export function matches(pattern: FilterPattern, record: unknown): boolean {
  return Object.entries(pattern).every(([field, expected]) => {
    const value = fieldOf(record, field);
    return Array.isArray(expected) ? expected.some(leaf => leafMatches(leaf, value)) : matches(expected, value);
  });
}

function leafMatches(leaf: FilterLeaf, value: unknown): boolean {
  if (typeof value !== 'string') return false;
  return typeof leaf === 'string' ? value === leaf : value.startsWith(leaf.prefix);
}

function fieldOf(record: unknown, field: string): unknown {
  if (typeof record !== 'object' || record === null || !Object.hasOwn(record, field)) return undefined;
  return (record as Record<string, unknown>)[field];
}
