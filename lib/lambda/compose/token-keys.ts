/** The keys of tokens as the environment says where they are; the parameter store's client is loaded only where it is needed. */

import type { Log } from '../../ports/dependencies.ts';
import { fixedKeys, type KeyRing, type Keys, readKeys } from '../../tokens/key-ring.ts';
import { inOrderOfUse, parseTokenKeys, parseVerificationKeys, verificationKeysOf } from '../../tokens/token-keys.ts';
import type { KeySource } from '../environment.ts';

/** `clock` says which keys are in use, `stopwatch` how long ago they were read. */
export function openKeys(
  source: KeySource,
  { clock, ...world }: { clock: () => number; stopwatch: () => number; log: Pick<Log, 'warn'> },
): KeyRing {
  if ('json' in source) return fixedKeys(parseTokenKeys(source.json));
  return readKeys(() => ('secretParameter' in source ? readSecret(source, clock()) : readPublic(source)), world);
}

async function readSecret({ secretParameter }: { secretParameter: string }, now: number): Promise<Keys> {
  const secret = inOrderOfUse(parseTokenKeys(await readParameter(secretParameter)), now);
  return { secret, verification: verificationKeysOf(secret) };
}

async function readPublic({ publicParameter }: { publicParameter: string }): Promise<Keys> {
  return { verification: parseVerificationKeys(await readParameter(publicParameter)) };
}

async function readParameter(name: string): Promise<string> {
  const value = await (await parameters()).read(name);
  if (value === undefined) throw new Error(`there is no parameter ${name}: deploy the stack, which makes it`);
  return value;
}

let opened: Promise<{ read(name: string): Promise<string | undefined> }> | undefined;
function parameters() {
  opened ??= import('./ssm-parameters.ts').then(({ openParameters }) => openParameters());
  return opened;
}
