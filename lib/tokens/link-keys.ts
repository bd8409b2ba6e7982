/**
 * The keys of links: HMAC keys that sign and verify them, because one stage makes and reads them. A holder of a key can set the
 * password of every account, so no message here quotes one.
 */
import { exportJWK, generateSecret } from 'jose';
import * as z from 'zod/mini';
import { parseKeys, requireRotationOver } from './parse-keys.ts';
import type { KeyKind } from './stored-keys.ts';
import { KEYS_SETTLE_MS } from './token-keys.ts';

/** Links to bookings are valid for months, so a rotation keeps the earlier keys. A parameter has at most 4,096 characters. */
const LINK_KEYS_MAX = 30;
/** The beginning of the key's digest would say something about it; so the name is random. */
const KID = /^[\w-]{8}$/;

const linkKeys = z.strictObject({
  /** Newest first. `k` has 32 bytes as base64url. */
  keys: z
    .array(z.strictObject({ kid: z.string().check(z.regex(KID)), k: z.string().check(z.regex(/^[\w-]{43}$/)) }))
    .check(z.minLength(1), z.maxLength(LINK_KEYS_MAX)),
  /** Epoch ms of the last rotation; absent if there was none. */
  rotatedAt: z.optional(z.int()),
});
/** The secret: JSON, because it is one parameter, file or variable. */
export type LinkKeys = z.infer<typeof linkKeys>;
export type LinkKey = LinkKeys['keys'][number];

/** Makes one key. WebCrypto supplies the randomness, of the key and of its name. */
export async function generateLinkKeys(): Promise<LinkKeys> {
  const [k, name] = await Promise.all([randomKey(), randomKey()]);
  return { keys: [{ kid: name.slice(0, 8), k }] };
}

const randomKey = async (): Promise<string> =>
  ((await exportJWK(await generateSecret('HS256', { extractable: true }))) as { k: string }).k;

/** Puts a new key before the others. The oldest ones end with their links. Throws if the last rotation is not over. */
export async function rotateLinkKeys(before: LinkKeys, now: number): Promise<LinkKeys> {
  requireRotationOver(before.rotatedAt, KEYS_SETTLE_MS, now);
  const { keys } = await generateLinkKeys();
  return { keys: [...keys, ...before.keys].slice(0, LINK_KEYS_MAX), rotatedAt: now };
}

/** The key that signs at `now`. After a rotation it stays the old one, until every function can know the new one. */
export function linkKeyInUse({ keys, rotatedAt }: LinkKeys, now: number): LinkKey {
  const [newest, older] = keys;
  if (!newest) throw new Error('there is no link key to sign with, though the keys were parsed');
  return older && rotatedAt !== undefined && now < rotatedAt + KEYS_SETTLE_MS ? older : newest;
}

/** Parses the secret. Its errors do not quote it. */
export const parseLinkKeys = (json: string): LinkKeys =>
  parseKeys(linkKeys, json, 'the link keys are not what a deployment makes: see docs/operations.md on keys');

/** The link keys as a parameter of a stage. They have no public half. */
export const LINK_KEYS: KeyKind<LinkKeys> = {
  name: 'link keys',
  generate: generateLinkKeys,
  rotate: rotateLinkKeys,
  replace: generateLinkKeys,
  parse: parseLinkKeys,
  kidsOf: ({ keys }) => keys.map(({ kid }) => kid),
  rotatedAt: keys => keys.rotatedAt,
  settleMs: KEYS_SETTLE_MS,
};
