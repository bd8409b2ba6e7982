/** The client as others get it: packed, installed into an empty project, type-checked there, and run against the service. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Booking } from '../../lib/contract/bookings/responses.ts';
import { serveService } from '../local/serving.ts';
import { openWorld, publish } from '../support/world.ts';

const ROOT = join(import.meta.dirname, '../..');
const CLIENT = join(ROOT, 'tools/client');
/** The client has the version of the project. */
const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string };
const PACKED = `holdfast-client-${version}.tgz`;
const run = promisify(execFile);

let folder: string;
let example: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-client-'));
  await run('npm', ['pack', '--pack-destination', folder], { cwd: CLIENT });
  await writeFile(join(folder, 'package.json'), '{ "name": "empty", "private": true, "type": "module" }');
  // Without a network: the package has no dependency.
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', `./${PACKED}`], { cwd: folder });
  example = await readFile(join(folder, 'node_modules/holdfast-client/example/booking.ts'), 'utf8');
});
afterAll(() => rm(folder, { recursive: true }));

const CONFIGURATION = {
  target: 'es2022',
  strict: true,
  noEmit: true,
  skipLibCheck: false,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  types: ['node'],
  typeRoots: [join(ROOT, 'node_modules/@types')],
};

/** Compiles texts in the project. Resolves to the compiler's messages, which name `<number of the text>.ts`. */
async function compile(texts: string[], options: object, compiler = 'node_modules/typescript'): Promise<string> {
  const program = await mkdtemp(join(folder, 'program-'));
  for (const [number, text] of texts.entries()) await writeFile(join(program, `${number}.ts`), text);
  const compilerOptions = { ...CONFIGURATION, ...options };
  await writeFile(join(program, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  return run(process.execPath, [join(ROOT, compiler, 'bin/tsc'), '-p', '.'], { cwd: program }).then(
    ({ stdout }) => stdout,
    (error: { stdout: string; stderr: string }) => error.stdout + error.stderr,
  );
}

const NODE = { module: 'nodenext', lib: ['es2024'] };
/** TypeScript 5 takes seconds for the types of Node. */
const BROWSER = { module: 'esnext', moduleResolution: 'bundler', lib: ['es2024', 'dom'], skipLibCheck: true };

/** A part of the example, a wrong one in its place, and the compiler's message. */
const MISTAKES = [
  ['body: { seats } });', 'body: {} });', 'TS2322'],
  ['body: { seats } });', 'body: { expectedTotal: 100 } });', 'TS2322'],
  ['{ path: { eventId: event.id }, body: { seats } }', '{ body: { seats } }', 'TS2345'],
  ["{ holdId: held.body.id, paymentMethod: 'sim_ok' }", '{}', 'TS2741'],
  ["{ holdId: held.body.id, paymentMethod: 'sim_ok' }", '{ holdId: held.body.id, hold: 1 }', 'TS2353'],
  ["client.call('list-tickets', { path: { bookingId } })", "client.call('list-tickets')", 'TS2554'],
  ["client.call('list-tickets'", "client.call('list-ticket'", 'TS2345'],
  ['paid.body.paymentId', 'paid.body.places', 'TS2339'],
  ['unwrap(paid).id', 'paid.body.id', 'TS18048'],
  ['problem.retryAfterSeconds', 'problem.journeys', 'TS2339'],
  ["case 'seats-unavailable'", "case 'booking-not-found'", 'TS2678'],
  ['map.changes.map', 'map.sections.map', 'TS2339'],
  ['fresh: true', "fresh: 'yes'", 'TS2322'],
  ['{ fresh: true } }', "{ fresh: true }, key: 'k' }", 'TS2353'],
] as const;

describe('in an empty project, the packed client', () => {
  it.each([
    ['TypeScript 7 for Node', NODE, 'node_modules/typescript'],
    ['TypeScript 5 for a bundler', BROWSER, 'tools/client/node_modules/typescript'],
  ])('type-checks with its example in strict mode: %s', async (_name, options, compiler) => {
    expect(await compile([example], options, compiler)).toBe('');
  });

  it('does not compile the mistakes of a caller', async () => {
    for (const [right] of MISTAKES) expect(example).toContain(right);
    const messages = await compile(
      MISTAKES.map(([right, wrong]) => example.replace(right, wrong)),
      NODE,
    );
    for (const [number, [, wrong, code]] of MISTAKES.entries()) {
      const own = messages.split('\n').filter(line => line.startsWith(`${number}.ts`));
      expect(own.join('\n'), wrong).toContain(code);
    }
  });

  it('has no dependency, and holds nothing but its code, its types, its texts and an example', async () => {
    const installed = await readFile(join(folder, 'node_modules/.package-lock.json'), 'utf8');
    expect(Object.keys(JSON.parse(installed).packages)).toEqual(['node_modules/holdfast-client']);
    const { stdout } = await run('tar', ['-tzf', PACKED], { cwd: folder });
    expect(
      stdout.split('\n').filter(name => !/^(package\/(dist\/|example\/|package.json|README.md|LICENSE))?/.test(name)),
    ).toEqual([]);
  });

  it('registers, searches, holds, pays, reads the tickets and cancels a part', async () => {
    const world = await openWorld();
    const event = await publish(world);
    const server = await serveService(world.service);
    await writeFile(join(folder, 'booking.ts'), example);
    const { stdout } = await run(process.execPath, ['booking.ts', server.url], { cwd: folder }).finally(() =>
      server.stop(),
    );
    const bought = JSON.parse(stdout) as { eventId: string; booking: Booking; refunded: number; codes: string[] };
    expect(bought).toMatchObject({
      eventId: event.id,
      booking: { status: 'confirmed', total: { amount: 10_000 }, refunded: { amount: 5_000 } },
      refunded: 5_000,
    });
    expect(bought.booking.places.map(({ tickets }) => tickets.map(({ status }) => status))).toEqual([
      ['void'],
      ['valid'],
    ]);
    expect(bought.codes).toHaveLength(2);
  });
});
