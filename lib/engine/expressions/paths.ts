/** Document paths: the value at a path in a row, the order and the text of paths, and the check for overlapping paths. Pure. */
import { validationError } from '../errors.ts';
import type { Item, Value } from '../values/value.ts';
import type { BoundPath } from './bindings.ts';

/** The value at a path, or undefined if the row has none there. */
export function valueAt(item: Item | undefined, path: BoundPath): Value | undefined {
  let value: Value | undefined = item;
  for (const part of path) {
    if (typeof part === 'string') value = value instanceof Map ? value.get(part) : undefined;
    else value = Array.isArray(value) ? value[part] : undefined;
    if (value === undefined) return undefined;
  }
  return value;
}

/** Orders paths part by part, and the elements of a list by position. */
export function comparePaths(a: BoundPath, b: BoundPath): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [x, y] = [a[i] as string | number, b[i] as string | number];
    if (x !== y) return x < y ? -1 : 1;
  }
  return a.length - b.length;
}

export const pathText = (path: BoundPath): string =>
  `[${path.map(part => (typeof part === 'number' ? `[${part}]` : part)).join(', ')}]`;

/** Refuses two paths if one contains the other, or if one needs a list where the other needs a map. */
export function requireDistinct(paths: BoundPath[], parameter: string): void {
  for (const [i, path] of paths.entries()) {
    for (const other of paths.slice(0, i)) {
      const problem = problemOf(other, path);
      if (!problem) continue;
      throw validationError(
        `Invalid ${parameter}: Two document paths ${problem} with each other; must remove or rewrite one of these paths; path one: ${pathText(other)}, path two: ${pathText(path)}`,
      );
    }
  }
}

function problemOf(a: BoundPath, b: BoundPath): 'overlap' | 'conflict' | undefined {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    if (typeof a[i] !== typeof b[i]) return 'conflict';
    if (a[i] !== b[i]) return undefined;
  }
  return 'overlap';
}
