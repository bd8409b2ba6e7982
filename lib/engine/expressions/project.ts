/**
 * Returns only some paths of a row. The chosen elements of a list form a list without gaps; a path without a value is left
 * out.
 */
import type { Item, Value } from '../values/value.ts';
import type { Bindings, BoundPath } from './bindings.ts';
import { cached } from './cache.ts';
import { parseProjection } from './parse-projection.ts';
import { requireDistinct } from './paths.ts';

const PARAMETER = 'ProjectionExpression';
const parse = cached(parseProjection);

export function bindProjection(source: string, bindings: Bindings): BoundPath[] {
  const paths = parse(source, PARAMETER).map(path => bindings.path(path, PARAMETER));
  requireDistinct(paths, PARAMETER);
  return paths;
}

export function project(item: Item, paths: BoundPath[]): Item {
  const projected: Item = new Map();
  for (const [name, rests] of grouped(paths)) {
    const value = typeof name === 'string' ? item.get(name) : undefined;
    const part = value === undefined ? undefined : partOf(value, rests);
    if (part !== undefined) projected.set(name as string, part);
  }
  return projected;
}

/** Groups paths by their first part, which the grouped paths no longer have. */
const grouped = (paths: BoundPath[]): Map<string | number, BoundPath[]> => {
  const groups = new Map<string | number, BoundPath[]>();
  for (const [first, ...rest] of paths) {
    if (first === undefined) continue;
    const group = groups.get(first);
    if (group) group.push(rest);
    else groups.set(first, [rest]);
  }
  return groups;
};

function partOf(value: Value, paths: BoundPath[]): Value | undefined {
  if (paths.some(({ length }) => length === 0)) return value;
  const groups = grouped(paths);
  if (Array.isArray(value)) {
    const elements = [...groups.entries()]
      .filter((group): group is [number, BoundPath[]] => typeof group[0] === 'number')
      .sort(([a], [b]) => a - b)
      .flatMap(([index, rests]) => {
        const element = value[index];
        const part = element === undefined ? undefined : partOf(element, rests);
        return part === undefined ? [] : [part];
      });
    return elements.length > 0 ? elements : undefined;
  }
  if (!(value instanceof Map)) return undefined;
  const map = project(value, paths);
  return map.size > 0 ? map : undefined;
}
