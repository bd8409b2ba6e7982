/**
 * The local service on the engine of the project, started with the command of the README: the end-to-end suite, and the Postman
 * collection that is for developers of clients.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, expect, inject, it } from 'vitest';
import { DEMO_PASSWORD } from '../../lib/local/seed/demo-passwords.ts';
import { createClient, unwrap } from '../../tools/client/src/client.ts';
import { eventually } from '../e2e/client.ts';
import { describeService } from '../e2e/suite.ts';
import { SCRIPTS } from '../mail/mail-cases.ts';

const ROOT = join(import.meta.dirname, '../..');
let service: ChildProcess | undefined;

/** Resolves to the address that the service prints. Rejects with its output if it ends before. */
async function start(): Promise<string> {
  const child = spawn(process.execPath, ['bin/holdfast.ts', 'start'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      HOLDFAST_WEB: 'off',
      HOLDFAST_TABLE: 'end-to-end',
      ...(inject('engine') === 'embedded'
        ? { HOLDFAST_ENGINE: 'embedded' }
        : { DYNAMODB_ENDPOINT: inject('dynamodbEndpoint') }),
    },
  });
  service = child;
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    const [url] = /(?<=healthy at )http\S+/.exec(line) ?? [];
    if (url) {
      child.stdout.resume();
      return url;
    }
  }
  throw new Error(`the service ended: ${lines.join('\n')}`);
}

afterAll(async () => {
  if (!service || service.exitCode !== null) return;
  service.kill('SIGTERM');
  await once(service, 'exit');
});

const ADMIN = { email: 'admin@holdfast.example', password: DEMO_PASSWORD };
const WITHIN_MS = 15_000;

let started: Promise<string> | undefined;
const open = (): Promise<string> => {
  started ??= start();
  return started;
};

describeService(open);

it('mails the tickets of a booking within seconds, in every script, after the address was verified by a link', async () => {
  const client = createClient({ baseUrl: await open() });
  const email = `mail-${Date.now()}@holdfast.example`;
  const password = 'a horse that counts to 42';
  const registered = unwrap(await client.call('register', { body: { email, name: SCRIPTS, password } }));
  const [buyer, admin] = [
    client.as(registered.accessToken),
    client.as(unwrap(await client.call('login', { body: ADMIN })).accessToken),
  ];
  const mails = async () => {
    const page = unwrap(await admin.call('list-mails', { query: { limit: 100 } }));
    return page.items.filter(({ to }) => to === email);
  };
  const read = async (subject: RegExp) => {
    const entry = (await mails()).find(mail => subject.test(mail.subject));
    return unwrap(await admin.call('read-mail', { path: { mailId: entry?.id ?? '' } }));
  };
  await eventually(mails, ({ length }) => length >= 1, WITHIN_MS);
  const token = /#verify=(\S+)/.exec((await read(/^Confirm your/)).text)?.[1] ?? '';
  expect((await buyer.call('verify-email', { body: { token } })).status).toBeLessThan(300);

  const { items } = unwrap(await client.call('list-events', { query: { kind: 'concert', limit: 1 } }));
  const [event] = items;
  if (!event) throw new Error('there is no event');
  const body = { bestAvailable: { quantity: 2 } };
  const hold = unwrap(await buyer.call('place-hold', { path: { eventId: event.id }, key: `hold-${email}`, body }));
  const paid = { holdId: hold.id, paymentMethod: 'sim_ok' };
  const booked = () => buyer.call('confirm-booking', { key: `pay-${email}`, body: paid });
  await eventually(booked, ({ status }) => status === 201, WITHIN_MS);

  const subjects = (await eventually(mails, ({ length }) => length >= 2, WITHIN_MS)).map(({ subject }) => subject);
  expect(subjects.sort()).toEqual([expect.stringMatching(/^Booking .* is confirmed: /), 'Confirm your e-mail address']);

  const confirmed = await read(/confirmed/);
  expect(confirmed.text).toContain(`Hello ${SCRIPTS},`);
  expect(confirmed.attachments.map(({ contentType }) => contentType.split(';')[0])).toEqual([
    'application/pdf',
    'text/calendar',
    'application/pdf',
  ]);
  const pdf = await fetch(confirmed.attachments[0]?.url ?? '');
  expect(Buffer.from(await pdf.arrayBuffer()).toString('latin1', 0, 5)).toBe('%PDF-');
});

it('runs the Postman collection of a booking', async () => {
  const baseUrl = await open();
  const collection = join(ROOT, 'docs/postman/booking.postman_collection.json');
  const newman = join(ROOT, 'node_modules/newman/bin/newman.js');
  const args = [newman, 'run', collection, '--env-var', `baseUrl=${baseUrl}`, '--color', 'off'];
  const { stdout } = await promisify(execFile)(process.execPath, args).catch(({ stdout, stderr }) => {
    // The output names the assertion that failed.
    throw new Error(`${stdout}${stderr}`);
  });
  const [, executed, failed] = /assertions │ +(\d+) │ +(\d+)/.exec(stdout) ?? [];
  expect(failed, stdout).toBe('0');
  expect(Number(executed)).toBeGreaterThan(30);
});
