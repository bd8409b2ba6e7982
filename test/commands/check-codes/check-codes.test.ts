/** The command that verifies codes with the public keys and a revocation list: what it refuses, and which lists it does not use. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CompactSign } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { judgeCode } from '../../../lib/commands/check-codes/judge-code.ts';
import { readLists } from '../../../lib/commands/check-codes/read-lists.ts';
import { REVOCATIONS_VALID_MS } from '../../../lib/domain/limits.ts';
import type { RevocationList, TicketFacts } from '../../../lib/ports/tickets.ts';
import { signRevocationList, verifyRevocationList } from '../../../lib/tokens/revocation-lists.ts';
import { signTicketCode } from '../../../lib/tokens/ticket-codes.ts';
import { generateTicketKeys, privateJwkOf, type SigningKey, ticketKeySetOf } from '../../../lib/tokens/ticket-keys.ts';

const NOW = Date.UTC(2027, 0, 1, 18);
const KEYS = await generateTicketKeys();
const FOREIGN = await generateTicketKeys();
const KEY = KEYS.signing[0] as SigningKey;
const SET = ticketKeySetOf(KEYS);
const CLAIM = '7c1mz5q0xk4wr9t2ydb8hv6ne';
const EVENT = 'evt_4jyk2wq7mdz8r0ctx5n1vbh3g';
const facts = (changes: Partial<TicketFacts> = {}): TicketFacts => ({
  claimId: CLAIM,
  number: 1,
  eventId: EVENT,
  version: 1,
  ...changes,
});
const list = (changes: Partial<RevocationList> = {}): RevocationList => ({
  eventId: EVENT,
  asOf: NOW,
  expiresAt: NOW + REVOCATIONS_VALID_MS,
  all: false,
  tickets: [],
  ...changes,
});
const codeOf = (changes: Partial<TicketFacts> = {}, key = KEY) => signTicketCode(facts(changes), key);

let folder: string;
let files: number;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-codes-'));
});
beforeEach(() => {
  files = 0;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
function file(text: string): string {
  files += 1;
  const path = join(folder, `list-${files}`);
  writeFileSync(path, text);
  return path;
}
const signedFile = async (changes: Partial<RevocationList> = {}, key = KEY): Promise<string> =>
  file(await signRevocationList(list(changes), key));

describe('a code is', () => {
  const judged = async (code: string, of = list()) => {
    const verdict = await judgeCode(code, SET, of);
    return verdict.is === 'valid' ? 'valid' : verdict.because;
  };

  it('valid if a key signed it and the list does not have it', async () => {
    const others = [
      { claimId: CLAIM, number: 2, version: 9 },
      { claimId: CLAIM.replace('7', '8'), number: 1, version: 9 },
    ];
    expect(await judgeCode(await codeOf(), SET, list({ tickets: others }))).toEqual({ is: 'valid', facts: facts() });
  });

  it('void with the listed version or a lower one, and valid with a higher one', async () => {
    const of = list({ tickets: [{ claimId: CLAIM, number: 1, version: 2 }] });
    const verdicts = [1, 2, 3].map(async version => judged(await codeOf({ version }), of));
    expect(await Promise.all(verdicts)).toEqual(['void', 'void', 'valid']);
  });

  it('refused if all tickets of the event are void', async () => {
    expect(await judged(await codeOf(), list({ all: true }))).toBe('event-cancelled');
  });

  it('refused if it is of another event, of a foreign key, altered or cut short', async () => {
    const code = await codeOf();
    expect(await judged(await codeOf({ eventId: `evt_${CLAIM}` }))).toBe('other-event');
    expect(await judged(await codeOf({}, FOREIGN.signing[0]))).toBe('unknown-key');
    expect(await judged(code.replace(/\.[^.]+$/, `.${'A'.repeat(86)}`))).toBe('signature');
    expect(await judged(code.slice(0, -1))).toBe('malformed');
  });
});

describe('a revocation list is used', () => {
  const read = (paths: string[], now = NOW) => readLists(paths, SET, now);

  it('as the service answers it, or as the list alone', async () => {
    const tickets = [{ claimId: CLAIM, number: 1, version: 1 }];
    const text = await signRevocationList(list({ tickets }), KEY);
    expect(await read([file(text)])).toEqual(list({ tickets }));
    expect(await read([file(`${JSON.stringify({ count: 1, revocations: text })}\n`)])).toEqual(list({ tickets }));
  });

  it('until it expires, and not a moment longer', async () => {
    const path = await signedFile();
    expect(await read([path], NOW + REVOCATIONS_VALID_MS - 1)).toBeDefined();
    await expect(read([path], NOW + REVOCATIONS_VALID_MS)).rejects.toThrow('expired at 2027-01-02T18:00:00.000Z');
  });

  it('not by a clock of 1970, for which it would never expire', async () => {
    await expect(read([await signedFile()], 0)).rejects.toThrow('the clock here says 1970-01-01T00:00:00.000Z');
  });

  it('with the differences that follow it', async () => {
    const whole = await signedFile({ tickets: [{ claimId: CLAIM, number: 1, version: 1 }] });
    const next = await signedFile({
      since: NOW,
      asOf: NOW + 5_000,
      tickets: [{ claimId: CLAIM, number: 2, version: 1 }],
    });
    const joined = await read([whole, next], NOW + 5_000);
    expect([joined.asOf, joined.tickets.map(({ number }) => number)]).toEqual([NOW + 5_000, [1, 2]]);
    const cancelled = await signedFile({ since: NOW, asOf: NOW + 6_000, all: true });
    expect((await read([whole, next, cancelled], NOW + 6_000)).all).toBe(true);
  });

  it('not if the difference begins after the time of the list, or if the whole list is missing', async () => {
    const [whole, late] = [await signedFile(), await signedFile({ since: NOW + 1, asOf: NOW + 2 })];
    await expect(read([whole, late])).rejects.toThrow('the difference begins at 2027-01-01T18:00:00.001Z');
    await expect(read([late])).rejects.toThrow('it is only a difference');
  });

  it('not if an older difference comes after a newer list', async () => {
    const whole = await signedFile({ tickets: [{ claimId: CLAIM, number: 1, version: 1 }] });
    const older = await signedFile({ since: NOW - 9, asOf: NOW - 5, expiresAt: NOW });
    expect((await read([whole, older])).asOf).toBe(NOW);
  });

  it('not with one of another event', async () => {
    const other = await signedFile({ eventId: `evt_${CLAIM}`, since: NOW });
    await expect(read([await signedFile(), other])).rejects.toThrow('is of the event evt_7c1');
  });

  it('not if a foreign key signed it, if it was cut short at any length, or if a bit was flipped', async () => {
    const text = await signRevocationList(list({ tickets: [{ claimId: CLAIM, number: 1, version: 1 }] }), KEY);
    const foreign = await signRevocationList(list(), FOREIGN.signing[0] as SigningKey);
    const renamed = await signRevocationList(list(), { ...(FOREIGN.signing[0] as SigningKey), kid: KEY.kid });
    for (const bad of [foreign, renamed, '', '{', '{}', '{"revocations":7}', 'x'.repeat(1_000_000)]) {
      await expect(read([file(bad)])).rejects.toThrow('it is no revocation list that one of the keys has signed');
    }
    for (let length = 0; length < text.length; length += 1) {
      expect(await verifyRevocationList(text.slice(0, length), SET), `${length}`).toBeUndefined();
    }
    const bytes = Buffer.from(text);
    const unusedBitsAt = text.length - 1;
    for (let bit = 0; bit < unusedBitsAt * 8; bit += 1) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(await verifyRevocationList(flipped.toString('latin1'), SET), `bit ${bit}`).toBeUndefined();
    }
  });

  it('not if it is of another type, although our key has signed it', async () => {
    const [, body = ''] = (await signRevocationList(list(), KEY)).split('.');
    const signedAs = (typ: string) =>
      new CompactSign(Buffer.from(body, 'base64url'))
        .setProtectedHeader({ alg: 'EdDSA', kid: KEY.kid, typ })
        .sign(privateJwkOf(KEY));
    expect(await verifyRevocationList(await signedAs('tkt-revocations+jwt'), SET)).toEqual(list());
    expect(await verifyRevocationList(await signedAs('tkt'), SET)).toBeUndefined();
    expect(await verifyRevocationList(await signedAs('JWT'), SET)).toBeUndefined();
  });

  it('not if it is a ticket code, or has no algorithm', async () => {
    const text = await signRevocationList(list(), KEY);
    const [, body, signature] = text.split('.');
    const head = (header: object) => Buffer.from(JSON.stringify(header)).toString('base64url');
    for (const bad of [
      await codeOf(),
      `${head({ alg: 'none', kid: KEY.kid, typ: 'tkt-revocations+jwt' })}.${body}.`,
      `${head({ alg: 'HS256', kid: KEY.kid, typ: 'tkt-revocations+jwt' })}.${body}.${signature}`,
      `${head({ alg: 'EdDSA', kid: KEY.kid, typ: 'tkt' })}.${body}.${signature}`,
      `${head({ alg: 'EdDSA', kid: KEY.kid, typ: 'tkt-revocations+jwt', jwk: {} })}.${body}.${signature}`,
    ]) {
      expect(await verifyRevocationList(bad, SET)).toBeUndefined();
    }
  });
});

describe('the command', () => {
  const commandLine = join(import.meta.dirname, '../../../bin/holdfast.ts');
  const run = (args: string[], input = '') =>
    spawnSync(process.execPath, [commandLine, 'check-codes', ...args], { input, encoding: 'utf8' });
  /** The command reads the time of this machine. */
  const files = async () => [
    '--keys',
    file(JSON.stringify(SET)),
    '--revocations',
    await signedFile({ asOf: 0, expiresAt: Date.UTC(2999, 0, 1) }),
  ];

  it('prints a line for each code, and its exit status is 1 if one is refused', async () => {
    const [args, code] = [await files(), await codeOf()];
    const good = run(args, `${code}\n`);
    expect([good.status, good.stdout]).toEqual([0, `valid tkt_${CLAIM}_1 version 1\n`]);
    const mixed = run([...args, '--code', code, '--code', code.slice(1)]);
    expect([mixed.status, mixed.stdout]).toEqual([1, `valid tkt_${CLAIM}_1 version 1\nrefused malformed\n`]);
    expect(mixed.stderr).toContain('1 of 2 codes are refused.');
  });

  it('used to succeed without a code, as with an empty file', async () => {
    const { status, stderr } = run(await files(), '\n');
    expect([status, stderr.trim()]).toEqual([
      1,
      'There is no code to verify. Give --code, or codes on standard input, one a line.',
    ]);
  });

  it('used to show --revocations as optional in its usage, and to refuse a call without it', async () => {
    const [keys, path] = await files();
    expect(run([keys as string, path as string]).stderr).toContain(
      '--revocations is missing. Call it as npm run check-codes -- --keys <jwks.json> --revocations <list.json> [--code <code>]',
    );
  });
});
