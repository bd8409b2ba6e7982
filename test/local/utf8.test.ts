/** Requests and files that are not UTF-8: they are refused, and nothing of them is stored. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UsageError } from '../../lib/cli/usage-error.ts';
import { checkHistory } from '../../lib/commands/check-history/check-history.ts';
import { ROUTES } from '../../lib/contract/routes.ts';
import type { HttpServer } from '../../lib/local/http/server.ts';
import { readVenueFile } from '../../lib/local/seed/venue-file.ts';
import { readTextFile, readTextPieces } from '../../lib/local/text-file.ts';
import { eventOf, newEvent, newKey, openWorld, type Person, START, type World } from '../support/world.ts';
import { send, serveService } from './serving.ts';

let world: World;
let server: HttpServer;
let organizer: Person;
beforeAll(async () => {
  world = await openWorld();
  server = await serveService(world.service);
  organizer = await world.person('organizer');
});
afterAll(() => server.stop());

const JSON_TYPE = { 'content-type': 'application/json' };
const PASSWORD = 'pässwörter lang genug';
const registration = (email: string, password = PASSWORD) => JSON.stringify({ email, password, name: 'Anna' });
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const post = async (path: string, body: Buffer | string, headers: Record<string, string> = JSON_TYPE) => {
  const { status, text } = await send(server.url, path, { method: 'POST', body, headers });
  return { status, problem: JSON.parse(text) as { code: string; errors?: { path: string; message: string }[] } };
};
const accountOf = (email: string) => world.service.dependencies.accounts.readByEmail(email);

describe('a body', () => {
  it('T1: of a registration in Latin-1 is refused, and nothing is stored: before, passwords with ä and with ö were the same', async () => {
    const email = 't1@holdfast.example';
    const { status, problem } = await post('/v1/auth/register', latin1(registration(email)));
    expect([status, problem.code]).toEqual([400, 'validation-failed']);
    expect(problem.errors).toEqual([
      { path: 'body', message: expect.stringMatching(/^must be UTF-8, but its byte 45 \(0xE4\)/) },
    ]);
    expect(await accountOf(email)).toBeUndefined();
    expect((await post('/v1/auth/register', registration(email))).status).toBe(201);
  });

  it('T2: of a new event with a byte that is not UTF-8 is refused', async () => {
    const token = await world.service.dependencies.accessTokens.sign(organizer, world.now);
    const body = latin1(JSON.stringify(newEvent({ title: 'Die M\u00fchle' })));
    const headers = { ...JSON_TYPE, authorization: `Bearer ${token}` };
    const { status, problem } = await post('/v1/events', body, headers);
    expect([status, problem.errors?.[0]?.path]).toEqual([400, 'body']);
    expect(problem.errors?.[0]?.message).toContain('0xFC');
  });

  it.each([
    ['cut off within a character', Buffer.concat([Buffer.from('{"email":"'), Buffer.from([0xe2, 0x82])])],
    [
      'with a surrogate in UTF-8',
      Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('"}')]),
    ],
    ['with an overlong slash', Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xc0, 0xaf]), Buffer.from('"}')])],
    [
      'above U+10FFFF',
      Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xf4, 0x90, 0x80, 0x80]), Buffer.from('"}')]),
    ],
    ['in UTF-16', Buffer.from(`\ufeff${registration('utf16@holdfast.example')}`, 'utf16le')],
    ['with the replacement character', Buffer.from(registration('lost@holdfast.example', `p\ufffdssw\ufffdrter lang`))],
  ])('%s is refused', async (_name, body) => {
    const { status, problem } = await post('/v1/auth/register', body);
    expect([status, problem.errors?.[0]?.path]).toEqual([400, 'body']);
    expect(problem.errors?.[0]?.message).toContain('must be UTF-8');
  });

  it('as API Gateway passes it on, with invalid bytes replaced, is refused', async () => {
    const email = 'gateway@holdfast.example';
    const body = latin1(registration(email)).toString('utf8');
    const { status, body: problem } = await world.invokeRaw(eventOf(ROUTES.register, { body }));
    expect([status, problem.errors[0]?.path]).toEqual([400, 'body']);
    expect(await accountOf(email)).toBeUndefined();
  });

  it('with an escaped replacement character as a new password is refused', async () => {
    const body = registration('escaped@holdfast.example', 'X').replace('"X"', '"p\\ufffdssw\\ufffdrter lang"');
    const { status, problem } = await post('/v1/auth/register', body);
    expect([status, problem.errors?.[0]?.path]).toEqual([400, 'body.password']);
  });

  it('may begin with a byte order mark', async () => {
    expect((await post('/v1/auth/register', `\ufeff${registration('mark@holdfast.example')}`)).status).toBe(201);
  });

  it('of another media type is refused for that', async () => {
    const { status } = await post('/v1/auth/register', Buffer.from([0xff]), { 'content-type': 'image/png' });
    expect(status).toBe(415);
  });

  it('that is refused leaves no record of its idempotency key', async () => {
    const as = await world.person();
    const request = { as, key: newKey(), params: { bookingId: `bkg_${'1'.repeat(25)}` } };
    const refused = await world.invoke<{ code: string }>('cancel-booking', { ...request, body: '{"reason":"\ufffd"}' });
    expect([refused.status, refused.body.code]).toEqual([400, 'validation-failed']);
    const other = await world.invoke<{ code: string }>('cancel-booking', { ...request, body: {} });
    expect([other.status, other.body.code]).toEqual([404, 'booking-not-found']);
  });
});

describe('a query', () => {
  it.each(['q=caf%E9', 'q=%C3', 'q=%ED%A0%80', 'q=100%', 'limit=%zz'])(
    'that is not UTF-8 is refused: %s',
    async query => {
      const { status, text } = await send(server.url, `/v1/events?${query}`);
      expect([status, JSON.parse(text).errors[0].path]).toEqual([400, 'query']);
    },
  );

  it.each(['%00', '%E2%80%AE', '%EF%BF%BD', '%F0%9F%8E%B8', '%20', '%25', '+', 'caf%C3%A9'])(
    'may have every character: %s',
    async q => {
      expect((await send(server.url, `/v1/events?q=${q}`)).status).toBe(200);
    },
  );
});

describe('a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-utf8-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let files = 0;
  const fileOf = (bytes: Buffer | string): string => {
    files += 1;
    const file = join(folder, `venue-${files}.json`);
    writeFileSync(file, bytes);
    return file;
  };
  const faultOf = async (bytes: Buffer | string): Promise<string> => {
    const file = fileOf(bytes);
    const error = await readVenueFile(file, START).then(
      () => undefined,
      (cause: unknown) => cause,
    );
    expect(error).toBeInstanceOf(UsageError);
    return String((error as Error).message).replace(file, 'FILE');
  };
  const venue = JSON.stringify(newEvent({ title: 'Die Mühle' }), undefined, 2);

  it('T2: that is not UTF-8 is refused with line and column', async () => {
    const lines = venue.split('\n');
    const line = lines.findIndex(text => text.includes('Mühle')) + 1;
    const column = (lines[line - 1] ?? '').indexOf('ü') + 1;
    expect(await faultOf(latin1(venue))).toBe(
      `FILE is not UTF-8: it has the byte 0xFC at line ${line}, column ${column}. Save it as UTF-8.`,
    );
  });

  it('T3: may begin with a byte order mark', async () => {
    expect((await readVenueFile(fileOf(`\ufeff${venue}`), START)).title).toBe('Die Mühle');
  });

  it.each([
    ['little-endian with a mark', Buffer.from(`\ufeff${venue}`, 'utf16le')],
    ['little-endian', Buffer.from(venue, 'utf16le')],
    ['big-endian with a mark', Buffer.from(`\ufeff${venue}`, 'utf16le').swap16()],
    ['big-endian', Buffer.from(venue, 'utf16le').swap16()],
  ])('in UTF-16 is refused as such: %s', async (_name, bytes) => {
    expect(await faultOf(bytes)).toBe('FILE is in UTF-16, not in UTF-8. Save it as UTF-8.');
  });

  it('that ends within a character is refused with its place', async () => {
    expect(await faultOf(Buffer.concat([Buffer.from('{\n"a":"ü'), Buffer.from([0xe2, 0x82])]))).toBe(
      'FILE is not UTF-8: it has the byte 0xE2 at line 2, column 7. Save it as UTF-8.',
    );
  });

  it('that is not JSON is refused with line and column, which count characters', async () => {
    expect(await faultOf('\ufeff{\n  "ü🎸": x }')).toMatch(/^FILE is not JSON: .*, at line 2, column 9\.$/);
  });

  it('is decoded as a whole, wherever its pieces are cut', async () => {
    const text = `\ufeff${'aü€🎸\n'.repeat(40_000)}\ufeffend`;
    const file = fileOf(text);
    let pieces = 0;
    for await (const _piece of readTextPieces(file)) pieces += 1;
    expect(pieces).toBeGreaterThan(2);
    expect(await readTextFile(file)).toBe(text.slice(1));
    const bad = fileOf(Buffer.concat([Buffer.from(text.slice(0, 5 * 30_000 + 1 + 5)), Buffer.from([0x80])]));
    await expect(readTextFile(bad)).rejects.toThrow('the byte 0x80 at line');
  });

  it('of recorded calls is refused as well', async () => {
    const file = fileOf(Buffer.from([0x7b, 0x22, 0xe4, 0x22]));
    await expect(checkHistory({ file })).rejects.toThrow('is not UTF-8: it has the byte 0xE4 at line 1, column 3.');
  });
});
