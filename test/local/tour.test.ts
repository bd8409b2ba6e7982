/** The tour of the README works as a reader pastes it: the shell commands run against a service of `npm start`. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const README_ADDRESS = 'http://127.0.0.1:3000';
let service: ChildProcess | undefined;

afterAll(async () => {
  service?.kill('SIGTERM');
  if (service && service.exitCode === null) await once(service, 'exit');
});

/** Resolves to the address of a new service with the demonstration data. */
async function start(): Promise<string> {
  service = spawn(process.execPath, ['bin/holdfast.ts', 'start'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH, PORT: '0', HOLDFAST_WEB: 'off', HOLDFAST_ENGINE: 'embedded' },
  });
  let url = '';
  for await (const line of createInterface({ input: service.stdout as NodeJS.ReadableStream })) {
    url ||= line.match(/(?<=healthy at )\S+/)?.[0] ?? '';
    if (line === 'Ctrl-C stops it.') break;
  }
  service.stdout?.resume();
  return url;
}

/** Both parts of the tour: the sale, and what follows at the door in the same terminal. */
function tour(): string {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const [sale, door] = [/^api=http.*?(?=^```$)/ms, /^step 8\..*?(?=^```$)/ms].map(part => readme.match(part)?.[0]);
  if (!sale?.includes(README_ADDRESS)) throw new Error('README.md has no tour that begins with api=');
  if (!door) throw new Error('README.md has no tour at the door that begins with step 8.');
  return sale + door;
}

/** The answers of a tour: for each step its lines. */
const answersOf = (output: string): string[][] =>
  output
    .split(/^# .*$/m)
    .map(step => step.trim().split('\n'))
    .slice(1);

it('finds a seat that is available: the pattern of the tour used to miss seats that have a number', async () => {
  const script = tour().replace(README_ADDRESS, await start());
  const { stdout } = await promisify(execFile)('bash', ['-c', script], { encoding: 'utf8' });
  const answers = answersOf(stdout);
  const [seat, booking, refusal, hold, cancelled, stats, integrity] = answers.map(lines => lines.at(-1) as string);
  expect(seat).toMatch(/^evt_\w+, seat \w+\/\w+$/);
  expect(JSON.parse(booking as string)).toMatchObject({ status: 'confirmed', payment: { state: 'captured' } });
  expect(JSON.parse(refusal as string)).toMatchObject({ code: 'seats-unavailable', conflicts: [{ reason: 'booked' }] });
  expect(JSON.parse(hold as string)).toMatchObject({ status: 'active', places: [{}, {}] });
  expect(JSON.parse(cancelled as string)).toMatchObject({ booking: { status: 'cancelled' }, refund: {} });
  expect(JSON.parse(stats as string)).toMatchObject({ bookings: { cancelled: 1 } });
  expect(JSON.parse(integrity as string)).toMatchObject({ ok: true, violations: [] });
  expectDoor(answers.slice(7));
}, 120_000);

/** Expects the answers of the part at the door. */
function expectDoor(answers: string[][]): void {
  const [concert, tickets, admitted, copy, cancelled] = answers.map(lines => lines.at(-1) as string);
  const [verdicts, [counts, ...notices] = []] = answers.slice(5);
  expect(concert).toMatch(/^evt_\w+$/);
  expect(JSON.parse(tickets as string)).toMatchObject({ tickets: [{ status: 'valid' }, { status: 'valid' }] });
  expect(JSON.parse(admitted as string)).toMatchObject({ outcome: 'admitted', gate: 'north' });
  expect(JSON.parse(copy as string)).toMatchObject({ code: 'already-admitted', admission: { gate: 'north' } });
  expect(JSON.parse(cancelled as string)).toMatchObject({ code: 'ticket-void', reason: 'cancelled' });
  expect(verdicts?.map(line => line.replace(/tkt_\w+_/, ''))).toEqual([
    'valid 1 version 1',
    'refused void 2 version 1',
  ]);
  expect(JSON.parse(counts as string)).toMatchObject({ in: 1, inside: 1, refused: 2 });
  for (const name of ['event.published', 'booking.confirmed', 'ticket.admitted', 'ticket.refused'])
    expect(notices.join()).toContain(`"name":"${name}"`);
}
