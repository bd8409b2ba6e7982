/** The script of docs/tickets.md, for programs of others: it refuses what the command refuses, and needs only Node. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RevocationList } from '../../../lib/ports/tickets.ts';
import { signRevocationList } from '../../../lib/tokens/revocation-lists.ts';
import { signTicketCode } from '../../../lib/tokens/ticket-codes.ts';
import { generateTicketKeys, type SigningKey, ticketKeySetOf } from '../../../lib/tokens/ticket-keys.ts';

const run = promisify(execFile);
const PAGE = readFileSync(new URL('../../../docs/tickets.md', import.meta.url), 'utf8');
const KEYS = await generateTicketKeys();
const KEY = KEYS.signing[0] as SigningKey;
const FACTS = { claimId: '7c1mz5q0xk4wr9t2ydb8hv6ne', number: 1, eventId: 'evt_4jyk2wq7mdz8r0ctx5n1vbh3g', version: 2 };
const CODE = await signTicketCode(FACTS, KEY);
/** The script reads the time of this machine. */
const LONG_AGO = Date.UTC(2020, 0, 1);
const FAR_AWAY = Date.UTC(2999, 0, 1);
const LIST: RevocationList = { eventId: FACTS.eventId, asOf: LONG_AGO, expiresAt: FAR_AWAY, all: false, tickets: [] };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-verify-'));
  const [, script = ''] = /<!-- verify-script -->\s*```js\n([\s\S]+?)```/.exec(PAGE) ?? [];
  writeFileSync(join(folder, 'verify.mjs'), script);
  writeFileSync(join(folder, 'jwks.json'), JSON.stringify(ticketKeySetOf(KEYS)));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function verdictOf(code: string, changes: Partial<RevocationList> = {}, key = KEY): Promise<string> {
  const revocations = await signRevocationList({ ...LIST, ...changes }, key);
  writeFileSync(join(folder, 'list.json'), JSON.stringify({ count: 0, revocations }));
  const args = ['verify.mjs', 'jwks.json', 'list.json', code];
  const ended = await run(process.execPath, args, { cwd: folder }).catch((error: { stderr: string }) => error);
  return 'stdout' in ended && ended.stdout ? ended.stdout.trim() : (/Error: (.+)/.exec(ended.stderr)?.[1] ?? '');
}

const voidTicket = (version: number) => [{ claimId: FACTS.claimId, number: 1, version }];
const forged = (header: object) =>
  [Buffer.from(JSON.stringify(header)).toString('base64url'), ...CODE.split('.').slice(1)].join('.');

describe('the script in docs/tickets.md', () => {
  it('has at most 40 lines', () => {
    expect(readFileSync(join(folder, 'verify.mjs'), 'utf8').trim().split('\n').length).toBeLessThanOrEqual(40);
  });

  it('accepts a valid code, also if an earlier code of the ticket is void', async () => {
    expect(await verdictOf(CODE)).toBe(`valid ${FACTS.claimId}_1`);
    expect(await verdictOf(CODE, { tickets: voidTicket(1) })).toBe(`valid ${FACTS.claimId}_1`);
  });

  it('refuses void codes, codes of other events, and forged ones', async () => {
    const foreign = (await generateTicketKeys()).signing[0] as SigningKey;
    const cases: [string, string, Partial<RevocationList>?][] = [
      ['void', CODE, { tickets: voidTicket(2) }],
      ['void', CODE, { tickets: voidTicket(3) }],
      ['void', CODE, { all: true }],
      ['other event', await signTicketCode({ ...FACTS, eventId: `evt_${FACTS.claimId}` }, KEY)],
      ['unknown key', await signTicketCode(FACTS, foreign)],
      ['signature', await signTicketCode(FACTS, { ...foreign, kid: KEY.kid })],
      ['malformed', CODE.slice(0, -1)],
      ['malformed', forged({ alg: 'none', kid: KEY.kid, typ: 'tkt' })],
      ['malformed', forged({ alg: 'HS256', kid: KEY.kid, typ: 'tkt' })],
      ['malformed', forged({ alg: 'EdDSA', kid: KEY.kid, typ: 'tkt', jwk: {} })],
      ['malformed', await signRevocationList(LIST, KEY)],
    ];
    for (const [verdict, code, changes] of cases) expect(await verdictOf(code, changes), code).toBe(verdict);
  });

  it('refuses lists that it must not use', async () => {
    const foreign = (await generateTicketKeys()).signing[0] as SigningKey;
    expect(await verdictOf(CODE, { expiresAt: LONG_AGO + 1 })).toBe('the list has expired');
    expect(await verdictOf(CODE, { since: LONG_AGO })).toBe('the list is only a difference');
    expect(await verdictOf(CODE, { asOf: FAR_AWAY - 1 })).toBe('the clock is behind the list');
    expect(await verdictOf(CODE, {}, foreign)).toBe('unknown key');
    expect(await verdictOf(CODE, {}, { ...foreign, kid: KEY.kid })).toBe('signature');
  });
});
