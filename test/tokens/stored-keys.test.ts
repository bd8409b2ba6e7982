/** The keys of a stage in its two parameters: whatever runs twice, beside something else, or breaks off. */
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
/** Lets this many steps through, and breaks off at the next. */
function breakOffAfter(steps: number): void {
  let left = steps;
  store.before = () => {
    left -= 1;
    if (left < 0) throw new Error('broken off');
  };
}
const mend = () => {
  store.before = () => undefined;
};

describe('making keys', () => {
  it('makes a secret, and publishes its public half as plain text', async () => {
    await createStoredKeys(store, NAMES);
    expect([store.values.get(NAMES.secret)?.isSecret, store.values.get(NAMES.public)?.isSecret]).toEqual([true, false]);
    expect(secret().signing).toHaveLength(1);
    expectAgreement();
  });

  it('leaves a secret that is there as it is, however often it runs', async () => {
    await createStoredKeys(store, NAMES);
    const made = textOf(NAMES.secret);
    store.values.delete(NAMES.public);
    await createStoredKeys(store, NAMES);
    expect(textOf(NAMES.secret)).toBe(made);
    expect(store.done.filter(step => !step.startsWith('write'))).toEqual([`create ${NAMES.secret}`]);
    expectAgreement();
  });

  it('twice at once, both end with the same keys', async () => {
    await Promise.all([createStoredKeys(store, NAMES), createStoredKeys(store, NAMES)]);
    expectAgreement();
  });

  it('does not touch a secret that it cannot read, and does not quote it', async () => {
    store.values.set(NAMES.secret, { value: 'a secret of somebody', isSecret: true });
    const made = createStoredKeys(store, NAMES);
    await expect(made).rejects.toThrow(`the parameter ${NAMES.secret} holds no token keys`);
    await expect(made).rejects.not.toThrow('of somebody');
    expect(textOf(NAMES.secret)).toBe('a secret of somebody');
  });
});

describe('rotating keys', () => {
  beforeEach(() => createStoredKeys(store, NAMES));

  it('publishes the new key before anybody can sign with it', async () => {
    const [before] = secret().signing;
    store.done.length = 0;
    const report = await rotateStoredKeys(store, NAMES, NOW);
    expect(store.done.slice(0, 2)).toEqual([`write ${NAMES.public}`, `overwrite ${NAMES.secret}`]);
    expect(secret().signing.map(({ kid }) => kid)).toEqual([report.kids[0], before?.kid]);
    expect(report.newestIsUsedFrom).toBe(new Date(NOW + KEYS_SETTLE_MS).toISOString());
    expectAgreement();
  });

  it('reports names, and nothing of what they name', async () => {
    const report = JSON.stringify(await rotateStoredKeys(store, NAMES, NOW));
    for (const { d, x } of secret().signing) expect(report.includes(d) || report.includes(x)).toBe(false);
    for (const key of secret().refresh) expect(report.includes(key)).toBe(false);
  });

  it('waits until the rotation before is over, and changes nothing until then', async () => {
    await rotateStoredKeys(store, NAMES, NOW);
    const values = new Map(store.values);
    await expect(rotateStoredKeys(store, NAMES, NOW + ROTATION_PAUSE_MS - 1)).rejects.toThrow('is not over');
    expect(store.values).toEqual(values);
    await rotateStoredKeys(store, NAMES, NOW + ROTATION_PAUSE_MS);
    expect(secret().signing).toHaveLength(2);
    expectAgreement();
  });

  it.each([0, 1, 2, 3, 4, 5])(
    'that breaks off after %i steps leaves every signer known, and the next run mends it',
    async steps => {
      breakOffAfter(steps);
      await rotateStoredKeys(store, NAMES, NOW).catch(() => undefined);
      mend();
      const known = published().keys.map(({ kid }) => kid);
      expect(secret().signing.every(({ kid }) => known.includes(kid))).toBe(true);
      await createStoredKeys(store, NAMES);
      expectAgreement();
      await rotateStoredKeys(store, NAMES, NOW + ROTATION_PAUSE_MS);
      expectAgreement();
    },
  );

  it.each([0, 1, 2, 3, 4, 5, 6])(
    'beside a deployment that is %i steps ahead, both end with the same keys',
    async ahead => {
      const turns: (() => void)[] = [];
      let running = 0;
      const run = (work: Promise<unknown>): Promise<unknown> => {
        running += 1;
        return work.finally(() => {
          running -= 1;
        });
      };
      /** Each step waits for its turn, and they take turns. */
      const goOn = async (): Promise<void> => {
        while (running > 0 && turns.length < running) await new Promise(resolve => setImmediate(resolve));
        turns.shift()?.();
      };
      store.before = () => new Promise(resolve => turns.push(resolve));
      const deployment = run(createStoredKeys(store, NAMES));
      for (let step = 0; step < ahead; step += 1) await goOn();
      const rotation = run(rotateStoredKeys(store, NAMES, NOW));
      while (running > 0) await goOn();
      await Promise.all([deployment, rotation]);
      mend();
      expect(secret().signing).toHaveLength(2);
      expectAgreement();
    },
  );

  it('gives up where the secret never stays the same, and says so', async () => {
    const others = fakeParameters();
    store.before = async step => {
      if (!step.startsWith('write')) return;
      await createStoredKeys(others, NAMES);
      store.values.set(NAMES.secret, { value: others.values.get(NAMES.secret)?.value ?? '', isSecret: true });
      others.values.clear();
    };
    await expect(createStoredKeys(store, NAMES)).rejects.toThrow('keep changing');
  });

  it('needs keys to rotate', async () => {
    await removeStoredKeys(store, NAMES);
    await expect(rotateStoredKeys(store, NAMES, NOW)).rejects.toThrow(`there is no parameter ${NAMES.secret}`);
  });
});

describe('replacing keys', () => {
  it('makes good keys of what cannot be read, or is not there', async () => {
    await replaceStoredKeys(store, NAMES, NOW);
    expectAgreement();
    store.values.set(NAMES.secret, { value: 'spoilt', isSecret: true });
    await replaceStoredKeys(store, NAMES, NOW);
    expectAgreement();
  });

  it('drops all that were there, at once and however young', async () => {
    await createStoredKeys(store, NAMES);
    await rotateStoredKeys(store, NAMES, NOW);
    const before = secret();
    const report = await replaceStoredKeys(store, NAMES, NOW);
    expect(secret().signing).toHaveLength(1);
    expect(before.signing.map(({ kid }) => kid)).not.toContain(report.kids[0]);
    expect(before.refresh).not.toContain(secret().refresh[0]);
    expect(report.newestIsUsedFrom).toBe(new Date(NOW).toISOString());
    expectAgreement();
  });

  it.each([0, 1, 2, 3])('that breaks off after %i steps is mended by the next run', async steps => {
    await createStoredKeys(store, NAMES);
    breakOffAfter(steps);
    await replaceStoredKeys(store, NAMES, NOW).catch(() => undefined);
    mend();
    await replaceStoredKeys(store, NAMES, NOW);
    expectAgreement();
  });
});

it('removing keys takes both, and may be repeated', async () => {
  await createStoredKeys(store, NAMES);
  await removeStoredKeys(store, NAMES);
  await removeStoredKeys(store, NAMES);
  expect(store.values.size).toBe(0);
});
