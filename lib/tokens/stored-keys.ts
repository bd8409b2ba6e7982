/**
 * The keys of a stage in two parameters: the secret, and its public half. Every step can be repeated. The next run of
 * any step repairs what a crash left incomplete. A key is used only when the secret has it.
 */
import {
  generateTokenKeys,
  KEYS_SETTLE_MS,
  parseTokenKeys,
  rotateTokenKeys,
  type TokenKeys,
  verificationKeysOf,
} from './token-keys.ts';

/** The names of the two parameters. */
export interface KeyParameters {
  secret: string;
  public: string;
}

/** Parameters by name. Its error messages contain no value. */
export interface ParameterStore {
  /** Returns undefined if there is no such parameter. */
  read(name: string): Promise<string | undefined>;
  /** Has no effect if the parameter exists. */
  createSecret(name: string, value: string): Promise<void>;
  overwriteSecret(name: string, value: string): Promise<void>;
  /** Writes a parameter that is no secret. */
  write(name: string, value: string): Promise<void>;
  /** Removes parameters. Has no effect on absent ones. */
  remove(names: string[]): Promise<void>;
}

/** The names of the present keys, newest first, and the time from which the newest is used. */
export interface KeysReport {
  kids: string[];
  newestIsUsedFrom: string;
}

/** Makes the secret if there is none. An existing secret stays, and all sessions with it. */
export async function createStoredKeys(store: ParameterStore, names: KeyParameters): Promise<void> {
  if ((await store.read(names.secret)) === undefined) {
    await store.createSecret(names.secret, JSON.stringify(await generateTokenKeys()));
  }
  await publish(store, names);
}

/** Adds new keys, which ends no session: every verifier knows them before any signer uses them. */
export async function rotateStoredKeys(store: ParameterStore, names: KeyParameters, now: number): Promise<KeysReport> {
  const before = await readSecret(store, names);
  const rotated = await rotateTokenKeys(before, now);
  await store.write(names.public, publicTextOf(rotated));
  // Parameter Store has no conditional writes. The secret is read again, so that keys that were replaced meanwhile do
  // not come back.
  if (newestOf(await readSecret(store, names)) !== newestOf(before)) {
    await publish(store, names);
    throw new Error('the token keys were changed meanwhile: nothing was rotated');
  }
  await store.overwriteSecret(names.secret, JSON.stringify(rotated));
  return reportOf(await publish(store, names), now);
}

/** Replaces all keys, for use after a leak. Access tokens become invalid; sessions stay. */
export async function replaceStoredKeys(store: ParameterStore, names: KeyParameters, now: number): Promise<KeysReport> {
  await store.overwriteSecret(names.secret, JSON.stringify(await generateTokenKeys()));
  return reportOf(await publish(store, names), now);
}

export const removeStoredKeys = (store: ParameterStore, names: KeyParameters): Promise<void> =>
  store.remove([names.secret, names.public]);

/** Concurrent runs end with the public half of the stored secret: each run reads again after its write. */
const PUBLISHING_ATTEMPTS_MAX = 5;

async function publish(store: ParameterStore, names: KeyParameters): Promise<TokenKeys> {
  for (let attempt = 1; attempt <= PUBLISHING_ATTEMPTS_MAX; attempt += 1) {
    const keys = await readSecret(store, names);
    await store.write(names.public, publicTextOf(keys));
    if (newestOf(await readSecret(store, names)) === newestOf(keys)) return keys;
  }
  throw new Error('the token keys keep changing: another run is changing them. Run this again when it has ended');
}

async function readSecret(store: ParameterStore, { secret }: KeyParameters): Promise<TokenKeys> {
  const json = await store.read(secret);
  if (json === undefined) throw new Error(`there is no parameter ${secret}: deploy the stack, which makes it`);
  try {
    return parseTokenKeys(json);
  } catch {
    throw new Error(`the parameter ${secret} holds no token keys: replace them, as docs/operations.md says`);
  }
}

const publicTextOf = (keys: TokenKeys): string => JSON.stringify(verificationKeysOf(keys));
const newestOf = ({ signing }: TokenKeys): string | undefined => signing[0]?.kid;

const reportOf = ({ signing, rotatedAt }: TokenKeys, now: number): KeysReport => ({
  kids: signing.map(({ kid }) => kid),
  newestIsUsedFrom: new Date(rotatedAt === undefined ? now : rotatedAt + KEYS_SETTLE_MS).toISOString(),
});
