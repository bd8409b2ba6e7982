/**
 * The token keys of a stage, in two parameters: commands that run twice, at the same time, or stop half way keep them
 * consistent.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import {
  createStoredKeys,
  removeStoredKeys,
  replaceStoredKeys,
  rotateStoredKeys,
} from '../../lib/tokens/stored-keys.ts';
import {
  KEYS_SETTLE_MS,
  parseTokenKeys,
  parseVerificationKeys,
  ROTATION_PAUSE_MS,
  TOKEN_KEYS,
  type TokenKeys,
  verificationKeysOf,
} from '../../lib/tokens/token-keys.ts';
import { type FakeParameters, fakeParameters } from '../support/parameters.ts';

const NOW = Date.UTC(2027, 0, 1);
const NAMES = { secret: '/holdfast/test/token-keys', public: '/holdfast/test/verification-keys' };
let store: FakeParameters;
beforeEach(() => {
  store = fakeParameters();
});

const textOf = (name: string): string => store.values.get(name)?.value ?? '';
const secret = (): TokenKeys => parseTokenKeys(textOf(NAMES.secret));
const published = () => parseVerificationKeys(textOf(NAMES.public));
const expectAgreement = () => expect(published()).toEqual(verificationKeysOf(secret()));
/** Lets this many steps succeed, and throws at the next one. */
function failAfter(steps: number): void {
  let left = steps;
  store.before = () => {
    left -= 1;
    if (left < 0) throw new Error('interrupted by the test');
  };
}
const stopFailing = () => {
  store.before = () => undefined;
};

describe('createStoredKeys', () => {
  it('creates a secret, and publishes its public half as plain text', async () => {
    await createStoredKeys(TOKEN_KEYS, store, NAMES);
    expect([store.values.get(NAMES.secret)?.isSecret, store.values.get(NAMES.public)?.isSecret]).toEqual([true, false]);
    expect(secret().signing).toHaveLength(1);
    expectAgreement();
  });

  it('does not change an existing secret, and publishes its public half again', async () => {
    await createStoredKeys(TOKEN_KEYS, store, NAMES);
    const made = textOf(NAMES.secret);
    store.values.delete(NAMES.public);
    await createStoredKeys(TOKEN_KEYS, store, NAMES);
    expect(textOf(NAMES.secret)).toBe(made);
    expect(store.done.filter(step => !step.startsWith('write'))).toEqual([`create ${NAMES.secret}`]);
    expectAgreement();
  });

  it('leaves matching keys if it runs twice at the same time', async () => {
    await Promise.all([createStoredKeys(TOKEN_KEYS, store, NAMES), createStoredKeys(TOKEN_KEYS, store, NAMES)]);
    expectAgreement();
  });

  it('does not change a secret that it cannot parse, and does not quote it in the error', async () => {
    store.values.set(NAMES.secret, { value: 'an unreadable secret', isSecret: true });
    const made = createStoredKeys(TOKEN_KEYS, store, NAMES);
    await expect(made).rejects.toThrow(`the parameter ${NAMES.secret} holds no token keys`);
    await expect(made).rejects.not.toThrow('unreadable');
    expect(textOf(NAMES.secret)).toBe('an unreadable secret');
  });
});

describe('rotateStoredKeys', () => {
  beforeEach(() => createStoredKeys(TOKEN_KEYS, store, NAMES));

  it('publishes the new key before a function can sign with it', async () => {
    const [before] = secret().signing;
    store.done.length = 0;
    const report = await rotateStoredKeys(TOKEN_KEYS, store, NAMES, NOW);
    expect(store.done.slice(0, 2)).toEqual([`write ${NAMES.public}`, `overwrite ${NAMES.secret}`]);
    expect(secret().signing.map(({ kid }) => kid)).toEqual([report.kids[0], before?.kid]);
    expect(report.newestIsUsedFrom).toBe(new Date(NOW + KEYS_SETTLE_MS).toISOString());
    expectAgreement();
  });

  it('reports the names of keys, but no part of their private or public values', async () => {
    const report = JSON.stringify(await rotateStoredKeys(TOKEN_KEYS, store, NAMES, NOW));
    for (const { d, x } of secret().signing) expect(report.includes(d) || report.includes(x)).toBe(false);
    for (const key of secret().refresh) expect(report.includes(key)).toBe(false);
  });

  it('is refused, without a change, until the previous rotation is complete', async () => {
    await rotateStoredKeys(TOKEN_KEYS, store, NAMES, NOW);
    const values = new Map(store.values);
    await expect(rotateStoredKeys(TOKEN_KEYS, store, NAMES, NOW + ROTATION_PAUSE_MS - 1)).rejects.toThrow(
      'is not over',
    );
    expect(store.values).toEqual(values);
    await rotateStoredKeys(TOKEN_KEYS, store, NAMES, NOW + ROTATION_PAUSE_MS);
    expect(secret().signing).toHaveLength(2);
    expectAgreement();
  });

  it.each([0, 1, 2, 3, 4, 5])(
    'leaves every signing key published if it fails after %i steps, and the next run completes it',
    async steps => {
      failAfter(steps);
      await rotateStoredKeys(TOKEN_KEYS, store, NAMES, NOW).catch(() => undefined);
      stopFailing();
      const known = published().keys.map(({ kid }) => kid);
      expect(secret().signing.every(({ kid }) => known.includes(kid))).toBe(true);
      await createStoredKeys(TOKEN_KEYS, store, NAMES);
      expectAgreement();
      await rotateStoredKeys(TOKEN_KEYS, store, NAMES, NOW + ROTATION_PAUSE_MS);
      expectAgreement();
    },
  );

  it.each([0, 1, 2, 3, 4, 5, 6])('leaves matching keys beside a deployment that is %i steps ahead', async ahead => {
    const turns: (() => void)[] = [];
    let running = 0;
    const run = (task: Promise<unknown>): Promise<unknown> => {
      running += 1;
      return task.finally(() => {
        running -= 1;
      });
    };
    /** Each step waits for its turn, and the two runs take turns. */
    const nextStep = async (): Promise<void> => {
      while (running > 0 && turns.length < running) await new Promise(resolve => setImmediate(resolve));
      turns.shift()?.();
    };
    store.before = () => new Promise(resolve => turns.push(resolve));
    const deployment = run(createStoredKeys(TOKEN_KEYS, store, NAMES));
    for (let step = 0; step < ahead; step += 1) await nextStep();
    const rotation = run(rotateStoredKeys(TOKEN_KEYS, store, NAMES, NOW));
    while (running > 0) await nextStep();
    await Promise.all([deployment, rotation]);
    stopFailing();
    expect(secret().signing).toHaveLength(2);
    expectAgreement();
  });

  it('makes createStoredKeys fail with a clear error if the secret changes at every step', async () => {
    const others = fakeParameters();
    store.before = async step => {
      if (!step.startsWith('write')) return;
      await createStoredKeys(TOKEN_KEYS, others, NAMES);
      store.values.set(NAMES.secret, { value: others.values.get(NAMES.secret)?.value ?? '', isSecret: true });
      others.values.clear();
    };
    await expect(createStoredKeys(TOKEN_KEYS, store, NAMES)).rejects.toThrow('keep changing');
  });

  it('is refused if there are no keys', async () => {
    await removeStoredKeys(store, NAMES);
    await expect(rotateStoredKeys(TOKEN_KEYS, store, NAMES, NOW)).rejects.toThrow(
      `there is no parameter ${NAMES.secret}`,
    );
  });
});

describe('replaceStoredKeys', () => {
  it('creates valid keys if there are none, or if the secret cannot be parsed', async () => {
    await replaceStoredKeys(TOKEN_KEYS, store, NAMES, NOW);
    expectAgreement();
    store.values.set(NAMES.secret, { value: 'invalid', isSecret: true });
    await replaceStoredKeys(TOKEN_KEYS, store, NAMES, NOW);
    expectAgreement();
  });

  it('removes all previous keys at once, also those of a recent rotation', async () => {
    await createStoredKeys(TOKEN_KEYS, store, NAMES);
    await rotateStoredKeys(TOKEN_KEYS, store, NAMES, NOW);
    const before = secret();
    const report = await replaceStoredKeys(TOKEN_KEYS, store, NAMES, NOW);
    expect(secret().signing).toHaveLength(1);
    expect(before.signing.map(({ kid }) => kid)).not.toContain(report.kids[0]);
    expect(before.refresh).not.toContain(secret().refresh[0]);
    expect(report.newestIsUsedFrom).toBe(new Date(NOW).toISOString());
    expectAgreement();
  });

  it.each([0, 1, 2, 3])('is completed by the next run if it fails after %i steps', async steps => {
    await createStoredKeys(TOKEN_KEYS, store, NAMES);
    failAfter(steps);
    await replaceStoredKeys(TOKEN_KEYS, store, NAMES, NOW).catch(() => undefined);
    stopFailing();
    await replaceStoredKeys(TOKEN_KEYS, store, NAMES, NOW);
    expectAgreement();
  });
});

it('removeStoredKeys removes both parameters, and may be repeated', async () => {
  await createStoredKeys(TOKEN_KEYS, store, NAMES);
  await removeStoredKeys(store, NAMES);
  await removeStoredKeys(store, NAMES);
  expect(store.values.size).toBe(0);
});
