/** Random rows with the attributes of the project, and with values of every other type and size. */
import { NumberValue } from '@aws-sdk/lib-dynamodb';
import type { Chance } from './chance.ts';

export const TABLE = 'differential';
/** A second table, without indexes and sort key, for transactions over two tables. */
export const SIDE_TABLE = 'differential-side';

export interface Command {
  constructor: { name: string };
  input: Record<string, unknown>;
}

/** Each sequence has its own keys, so that all of them share the tables. */
export interface Keyspace {
  prefix: string;
}

export function randomKey({ prefix }: Keyspace, chance: Chance): { pk: string; sk: string } {
  return { pk: chance.pick(partitionsOf({ prefix })), sk: chance.pick(SORT_KEYS) };
}

/** Makes a command with keys of one sequence. */
export type Maker = (space: Keyspace, chance: Chance) => Command;

export const sideKey = ({ prefix }: Keyspace, chance: Chance): { id: string } => ({
  id: `${prefix}#${chance.below(SIDE_ROWS)}`,
});

export const sideKeysOf = ({ prefix }: Keyspace): { id: string }[] =>
  Array.from({ length: SIDE_ROWS }, (_, i) => ({ id: `${prefix}#${i}` }));

const SIDE_ROWS = 3;

/** Mostly leaves out elements with the key of an earlier element, because a request may name a key only once. */
export function mostlyDistinct<Element extends object>(elements: Element[], chance: Chance): Element[] {
  if (chance.isOneIn(15)) return elements;
  const seen = new Set<string>();
  return elements.filter(element => {
    const [, pk, sk] = /"(?:pk|id)":"(.*?)"(?:,"sk":"(.*?)")?/.exec(JSON.stringify(element)) ?? [];
    const isNew = !seen.has(`${pk}\n${sk}`);
    seen.add(`${pk}\n${sk}`);
    return isNew;
  });
}

export const partitionsOf = ({ prefix }: Keyspace): string[] => [`${prefix}#0`, `${prefix}#1`];

export const SORT_KEYS = ['A', 'B', 'BB', 'C#1', 'C#2', 'é', '\u{1f3ab}', '\uffee'];

const CLAIMS = ['clm_1', 'clm_2', 'clm_3'];
export const randomClaim = (chance: Chance): string => chance.pick(CLAIMS);
export const randomTime = (chance: Chance): number => 1_000 * chance.below(6);

type Attributes = Record<string, unknown>;

/** A row with attributes of the project, and perhaps one with any name and value. */
export function randomRow(space: Keyspace, chance: Chance): Attributes {
  const row: Attributes = { ...randomKey(space, chance) };
  for (const [name, make] of Object.entries(ATTRIBUTES)) if (chance.isOneIn(2)) row[name] = make(chance);
  if (chance.isOneIn(3)) Object.assign(row, indexKeys(space, row, chance));
  if (chance.isOneIn(4)) row[chance.pick(['extra', 'Ünïcode', '0digit', 'with.dot'])] = randomValue(chance);
  return row;
}

/** The index keys end with the row's key, so that their order is known. */
export function indexKeys({ prefix }: Keyspace, { pk, sk }: Attributes, chance: Chance): Attributes {
  const at = chance.below(3);
  return chance.pick<Attributes>([
    { ownerPk: `${prefix}#OWNER`, ownerSk: `${at}#${pk}#${sk}` },
    { unfinishedPk: `${prefix}#UNFINISHED`, unfinishedSk: `${at}#${pk}#${sk}` },
    { ownerPk: `${prefix}#OWNER` },
    {
      ownerPk: `${prefix}#OWNER`,
      ownerSk: `${at}#${pk}#${sk}`,
      unfinishedPk: `${prefix}#UNFINISHED`,
      unfinishedSk: `${pk}#${sk}`,
    },
  ]);
}

const ATTRIBUTES: Record<string, (chance: Chance) => unknown> = {
  status: chance => chance.pick(['available', 'held', 'booked', 'blocked', 'active', 'confirmed', 'expired']),
  claimId: randomClaim,
  holdExpiresAt: randomTime,
  expiresAt: randomTime,
  changedAt: randomTime,
  available: chance => chance.below(10),
  booked: chance => chance.below(10),
  version: chance => chance.below(4),
  claims: chance =>
    Object.fromEntries(
      chance.some(0, 3, () => [randomClaim(chance), { quantity: chance.below(4), expiresAt: randomTime(chance) }]),
    ),
  history: chance => chance.some(0, 4, at => ({ at, is: 'held' })),
  payments: chance => chance.some(0, 2, () => ({ wanted: chance.pick(['captured', 'voided']) })),
  state: chance => chance.pick(['preparing', 'open', 'authorised', 'captured']),
  tags: chance => new Set(chance.some(1, 3, () => chance.pick(['a', 'b', 'c']))),
  value: randomValue,
};

export const ATTRIBUTE_NAMES = Object.keys(ATTRIBUTES);

export function randomValue(chance: Chance, depth = 0): unknown {
  const kind = chance.below(depth > 2 ? 8 : 11);
  if (kind === 0) return chance.pick(['', 'a', 'ab', 'held', 'é', '\u{1f3ab}', '\uffee', 'z'.repeat(200)]);
  if (kind === 1) return chance.pick([0, -1, 1, 7, 0.1, 0.2, -2.5, 1_000, 123_456.789, 9_007_199_254_740_991]);
  if (kind === 2) return NumberValue.from(chance.pick(NUMBERS));
  if (kind === 3) return chance.isOneIn(2);
  if (kind === 4) return null;
  if (kind === 5) return Uint8Array.from(chance.some(0, 3, () => chance.below(256)));
  if (kind === 6) return new Set(chance.some(1, 3, () => chance.pick(['a', 'b', 'é'])));
  if (kind === 7) return new Set(chance.some(1, 3, () => chance.pick([1, 2, 2.5])));
  if (kind === 8) return chance.some(0, 3, () => randomValue(chance, depth + 1));
  if (kind === 9)
    return Object.fromEntries(
      chance.some(0, 3, () => [chance.pick(['a', 'b', 'quantity']), randomValue(chance, depth + 1)]),
    );
  return chance.pick(['captured', 'available', 5]);
}

/** DynamoDB Local answers large powers of ten with an exponent, which the document client cannot read. */
const NUMBERS = [
  '12345678901234567890123456789012345678',
  '0.1234567890123456789012345678901234567',
  '1E-130',
  '-0.000001',
];
