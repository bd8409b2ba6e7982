/** The rows of idempotency keys: as they are, unless the key may mention an e-mail address. */
import { expect, it } from 'vitest';
import { idempotencyKey } from '../../lib/table/keys.ts';

it.each(['3f1c9a52-6c0e-4e5a-9d2b-6a1d1f0a7c11', 'order 7', '@7', 'order@', 'a#b', '%40'])(
  'the row of the key %s is that of version 0.5, so that replays work during a deployment',
  key => expect(idempotencyKey('usr_1', key)).toEqual({ pk: `IDEMPOTENCY#usr_1#${key}`, sk: 'IDEMPOTENCY' }),
);

it('no key of the caller has the row of a key that is stored as a digest', () => {
  const digested = idempotencyKey('usr_1', 'anna@example.org');
  expect(digested.pk).toMatch(/^IDEMPOTENCY#usr_1#[\w-]{43}$/);
  const forged = digested.pk.slice('IDEMPOTENCY#usr_1#'.length);
  expect(idempotencyKey('usr_1', forged)).not.toEqual(digested);
});

it('the digest differs by caller', () => {
  const [one, two] = ['usr_1', 'usr_2'].map(caller => idempotencyKey(caller, 'anna@example.org').pk.split('#').at(-1));
  expect(one).not.toBe(two);
});
