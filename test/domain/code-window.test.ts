/** When a code can be used: at both ends of its window, and after its organizer has ended it. */
import { expect, it } from 'vitest';
import { codeStateAt } from '../../lib/domain/codes.ts';
import type { Code } from '../../lib/domain/price-model.ts';

const code = (fields: Partial<Code>): Code => ({
  id: 'SUMMER',
  eventId: 'evt',
  counterId: 'code:x',
  buckets: 0,
  createdAt: 0,
  version: 0,
  ...fields,
});

it.each([
  ['upcoming', 999],
  ['open', 1_000],
  ['open', 1_999],
  ['over', 2_000],
] as const)('a code with a window is %s at %i', (state, now) => {
  expect(codeStateAt(code({ opensAt: 1_000, closesAt: 2_000 }), now)).toBe(state);
});

it('a code without a window is open until its organizer ends it', () => {
  expect(codeStateAt(code({}), 5)).toBe('open');
  expect(codeStateAt(code({ endedAt: 4, opensAt: 9 }), 5)).toBe('over');
});
