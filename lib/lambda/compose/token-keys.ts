/** The token keys of a function, from the place that its environment names. */
import type { Log } from '../../ports/observability.ts';
import { fixedKeys, type KeyRing, type Keys, readKeys } from '../../tokens/key-ring.ts';
import { inOrderOfUse, parseTokenKeys, parseVerificationKeys, verificationKeysOf } from '../../tokens/token-keys.ts';
import type { KeySource } from '../environment.ts';
import type { ReadParameter } from './parameter-reader.ts';

interface Surroundings {
  readParameter: ReadParameter;
  /** Epoch ms; decides which keys are in use. */
  clock: () => number;
  /** Measures the age of the keys that were read. */
  stopwatch: () => number;
  log: Pick<Log, 'warn'>;
}

export function openKeys(source: KeySource, { readParameter, clock, ...surroundings }: Surroundings): KeyRing {
  if ('json' in source) return fixedKeys(parseTokenKeys(source.json));
  const read = async (name: string): Promise<string> => {
    const value = await readParameter(name);
    if (value === undefined) throw new Error(`there is no parameter ${name}: deploy the stack, which makes it`);
    return value;
  };
  if ('secretParameter' in source) {
    return readKeys(async () => secretKeysIn(await read(source.secretParameter), clock()), surroundings);
  }
  return readKeys(
    async () => ({ verification: parseVerificationKeys(await read(source.publicParameter)) }),
    surroundings,
  );
}

function secretKeysIn(json: string, now: number): Keys {
  const secret = inOrderOfUse(parseTokenKeys(json), now);
  return { secret, verification: verificationKeysOf(secret) };
}
