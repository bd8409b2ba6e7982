/** Random draws from a seed, and values that programs like to get wrong. */
import { seeded } from '../../lib/local/seeded-random.ts';

export interface Draws {
  chance(share: number): boolean;
  below(limit: number): number;
  one<Item>(items: readonly Item[]): Item;
}

export function drawsOf(seed: number): Draws {
  const random = seeded(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  return {
    chance: share => random() < share,
    below,
    one: items => items[below(items.length)] as (typeof items)[number],
  };
}

export const HOSTILE_TEXTS = [
  '',
  ' ',
  '\u0000',
  '\u200b',
  'a\u202eb',
  '\ud800',
  'é\u0301'.repeat(50),
  '\ufdfa'.repeat(100),
  '👩‍👩‍👧‍👦'.repeat(20),
  'x'.repeat(5_000),
  '<script>alert(1)</script>',
  "' OR 1=1 --",
  '=cmd|calc',
  '__proto__',
  'constructor',
  '../../etc/passwd',
  '%00',
  'null',
  '0x10',
  '1e3',
  '-1',
  'NaN',
  '2030-13-45T99:99:99Z',
  '2030-02-29T12:00:00Z',
  '+275760-09-13T00:00:00Z',
  'evt_',
  `evt_${'1'.repeat(25)}`,
  'a/A-1',
  'EUR',
] as const;

export const HOSTILE_VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  0.5,
  1e21,
  Number.MAX_SAFE_INTEGER,
  -Number.MAX_SAFE_INTEGER,
  2 ** 53,
  1e308,
  [],
  {},
  [[]],
  [null],
  [{}],
  { a: { b: { c: {} } } },
  JSON.parse('{"__proto__":{"role":"admin"}}'),
  Array.from({ length: 300 }, () => 'a/A-1'),
  ...HOSTILE_TEXTS,
];

/** Texts that JSON.stringify would never write. */
export const HOSTILE_BODIES: readonly (string | Buffer)[] = [
  '',
  ' ',
  'null',
  '[]',
  '"text"',
  '{"a":',
  '{"a":1e999}',
  '{"price":1E400}',
  '{,}',
  '\ufeff{}',
  '{"a":1,"a":2}',
  `${'['.repeat(3_000)}${']'.repeat(3_000)}`,
  `{"a":"${'x'.repeat(300_000)}"}`,
  Buffer.from('7b2261223a22ff227d', 'hex'),
  Buffer.from('{"a":"\u0000"}', 'latin1'),
];
