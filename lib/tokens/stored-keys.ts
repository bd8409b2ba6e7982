/**
 * The keys of a stage in two parameters: the secret, and its public half, if they have one. Every step can be repeated. The next run of
 * any step repairs what a crash left incomplete. A key is used only when the secret has it.
 */

/** Token keys, ticket keys or link keys. Their errors quote no key. */
export interface KeyKind<Keys> {
  /** For error messages. */
  name: string;
  generate(): Promise<Keys>;
  /** Adds new keys. Throws if the last rotation is not over. */
  rotate(keys: Keys, now: number): Promise<Keys>;
  /** Makes new keys after a leak of those that sign. `keys` is undefined if there are none that can be read. */
  replace(keys: Keys | undefined): Promise<Keys>;
  parse(json: string): Keys;
  /** Absent for keys without a public half. */
  publicTextOf?(keys: Keys): string;
  /** The names of the keys, newest first. */
  kidsOf(keys: Keys): string[];
  rotatedAt(keys: Keys): number | undefined;
  /** The age at which a new key is used. */
  settleMs: number;
}

/** The names of the parameters. Keys without a public half have only the first. */
export interface KeyParameters {
  secret: string;
  public?: string;
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
export async function createStoredKeys<Keys>(
  kind: KeyKind<Keys>,
  store: ParameterStore,
  names: KeyParameters,
): Promise<void> {
  if ((await store.read(names.secret)) === undefined) {
    await store.createSecret(names.secret, JSON.stringify(await kind.generate()));
  }
  await publish(kind, store, names);
}

/** Adds new keys, which ends no session and voids no ticket: every verifier knows them before any signer uses them. */
export async function rotateStoredKeys<Keys>(
  kind: KeyKind<Keys>,
  store: ParameterStore,
  names: KeyParameters,
  now: number,
): Promise<KeysReport> {
  return changeStoredKeys(kind, store, names, { now, change: before => kind.rotate(before, now) });
}

/** Changes keys in a way in which every new public key is known before the secret is used. */
export async function changeStoredKeys<Keys>(
  kind: KeyKind<Keys>,
  store: ParameterStore,
  names: KeyParameters,
  { now, change }: { now: number; change: (before: Keys) => Keys | Promise<Keys> },
): Promise<KeysReport> {
  const before = await readSecret(kind, store, names);
  const changed = await change(before);
  await writePublicHalf(kind, store, names, changed);
  // Parameter Store has no conditional writes. The secret is read again, so that keys that were replaced meanwhile do
  // not come back.
  if (!haveSameKeys(kind, await readSecret(kind, store, names), before)) {
    await publish(kind, store, names);
    throw new Error(`the ${kind.name} were changed meanwhile: nothing was changed now`);
  }
  await store.overwriteSecret(names.secret, JSON.stringify(changed));
  return reportOf(kind, await publish(kind, store, names), now);
}

/** Replaces the keys that sign, for use after a leak. What they have signed becomes invalid. */
export async function replaceStoredKeys<Keys>(
  kind: KeyKind<Keys>,
  store: ParameterStore,
  names: KeyParameters,
  now: number,
): Promise<KeysReport> {
  const before = await readSecret(kind, store, names).catch(() => undefined);
  await store.overwriteSecret(names.secret, JSON.stringify(await kind.replace(before)));
  return reportOf(kind, await publish(kind, store, names), now);
}

export const removeStoredKeys = (store: ParameterStore, names: KeyParameters): Promise<void> =>
  store.remove([names.secret, ...(names.public === undefined ? [] : [names.public])]);

/** Concurrent runs end with the public half of the stored secret: each run reads again after its write. */
const PUBLISHING_ATTEMPTS_MAX = 5;

async function publish<Keys>(kind: KeyKind<Keys>, store: ParameterStore, names: KeyParameters): Promise<Keys> {
  for (let attempt = 1; attempt <= PUBLISHING_ATTEMPTS_MAX; attempt += 1) {
    const keys = await readSecret(kind, store, names);
    await writePublicHalf(kind, store, names, keys);
    if (haveSameKeys(kind, await readSecret(kind, store, names), keys)) return keys;
  }
  throw new Error(`the ${kind.name} keep changing: another run is changing them. Run this again when it has ended`);
}

async function writePublicHalf<Keys>(
  { publicTextOf }: KeyKind<Keys>,
  store: ParameterStore,
  names: KeyParameters,
  keys: Keys,
): Promise<void> {
  if (names.public !== undefined && publicTextOf) await store.write(names.public, publicTextOf(keys));
}

async function readSecret<Keys>(kind: KeyKind<Keys>, store: ParameterStore, { secret }: KeyParameters): Promise<Keys> {
  const json = await store.read(secret);
  if (json === undefined) throw new Error(`there is no parameter ${secret}: deploy the stack, which makes it`);
  try {
    return kind.parse(json);
  } catch {
    throw new Error(`the parameter ${secret} holds no ${kind.name}: replace them, as docs/operations.md says`);
  }
}

const haveSameKeys = <Keys>({ kidsOf }: KeyKind<Keys>, one: Keys, other: Keys): boolean =>
  kidsOf(one).join() === kidsOf(other).join();

function reportOf<Keys>({ kidsOf, rotatedAt, settleMs }: KeyKind<Keys>, keys: Keys, now: number): KeysReport {
  const at = rotatedAt(keys);
  return { kids: kidsOf(keys), newestIsUsedFrom: new Date(at === undefined ? now : at + settleMs).toISOString() };
}
