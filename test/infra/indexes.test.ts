/**
 * The indexes of the table can be deployed over those of the last release. One update of CloudFormation can create or delete only one
 * index of a table, and cannot change the keys or the projection of an index. The file has the indexes of the last release, one in
 * each line: its name, its keys and its projection.
 *
 * A release renews the file: rename it to the new version, and take the lines that a failing test prints. Between two releases it
 * stays as it is, because owners deploy releases, one after the other.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { INDEXES, type Index } from '../../lib/table/keys.ts';

const FILE = readdirSync(import.meta.dirname).find(name => /^indexes-of-[\d.]+\.txt$/.test(name)) ?? '';
const RELEASED = readFileSync(new URL(FILE, import.meta.url), 'utf8')
  .trim()
  .split('\n');

const linesOf = (indexes: Record<string, Index>): string[] =>
  Object.entries(indexes).map(
    ([name, { partitionKey, sortKey, projection }]) =>
      `${name}: ${partitionKey} ${sortKey}, ${[projection].flat().join(' ')}`,
  );

/** The reasons why one update of CloudFormation cannot bring a table with indexes `before` to `after`. */
function obstacles(before: string[], after: string[]): string[] {
  const [was, is] = [before, after].map(lines => new Map(lines.map(line => [nameIn(line), line])));
  const [made, removed] = [missingIn(is, was), missingIn(was, is)];
  const changed = [...(is ?? [])].flatMap(([name, line]) => {
    const old = was?.get(name);
    return old === undefined || old === line ? [] : [`${name} was changed in place: it was ${old}, and is ${line}`];
  });
  return made.length + removed.length > 1
    ? [...changed, `more than one index: made ${made.join(', ') || 'none'}, removed ${removed.join(', ') || 'none'}`]
    : changed;
}

const nameIn = (line: string): string => line.slice(0, line.indexOf(':'));
const missingIn = (one: Map<string, string> = new Map(), other: Map<string, string> = new Map()): string[] =>
  [...one.keys()].filter(name => !other.has(name));

describe('the indexes', () => {
  it(`can be deployed over those in ${FILE}`, () => {
    const now = linesOf(INDEXES);
    expect(obstacles(RELEASED, now), `the indexes are now\n${now.join('\n')}`).toEqual([]);
  });

  it('are compared by their names, keys and projections', () => {
    const [byOwner = '', byDate = '', ...others] = RELEASED;
    expect(obstacles(RELEASED, [...RELEASED, 'byVenue: venuePk venueSk, ALL'])).toEqual([]);
    expect(obstacles(RELEASED, [byDate, ...others])).toEqual([]);
    expect(obstacles(RELEASED, [...others, 'byVenue: venuePk venueSk, ALL'])).toEqual([
      'more than one index: made byVenue, removed byOwner, byDate',
    ]);
    expect(obstacles(RELEASED, [...RELEASED, 'byVenue: a b, ALL', 'byPrice: c d, ALL'])).toEqual([
      'more than one index: made byVenue, byPrice, removed none',
    ]);
    for (const other of ['byOwner: ownerPk ownerSk, ALL', 'byOwner: ownerPk otherSk, status']) {
      expect(obstacles(RELEASED, [other, byDate, ...others])).toEqual([
        `byOwner was changed in place: it was ${byOwner}, and is ${other}`,
      ]);
    }
  });
});
