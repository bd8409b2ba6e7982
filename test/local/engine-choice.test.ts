/** `npm start` and its choice of the engine: with and without Java, and with wrong settings. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { startDynamoDbLocal } from '../../lib/local/database/dynamodb-local.ts';

const ROOT = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'holdfast-path-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Returns a PATH that has only a `java` with this output. Without an output it has no `java`. */
function pathWith(name: string, answer?: string): string {
  const path = mkdtempSync(join(folder, `${name}-`));
  if (answer !== undefined) {
    writeFileSync(join(path, 'java'), `#!/bin/sh\necho '${answer}' >&2\n`);
    chmodSync(join(path, 'java'), 0o755);
  }
  return path;
}
const WITHOUT_JAVA = pathWith('none');

const children: ChildProcess[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
});

/** Runs `npm start` until it is healthy or has ended, and returns its lines. */
async function start(variables: Record<string, string>): Promise<{ lines: string[]; exitCode?: number | null }> {
  const child = spawn(process.execPath, ['bin/holdfast.ts', 'start'], {
    cwd: ROOT,
    env: { PORT: '0', HOLDFAST_WEB: 'off', ...variables },
  });
  children.push(child);
  const lines: string[] = [];
  const errors = createInterface({ input: child.stderr });
  errors.on('line', line => lines.push(line));
  const ended = once(child, 'close');
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    // The greeting ends with this line.
    if (line === 'Ctrl-C stops it.') {
      child.stdout.resume();
      return { lines };
    }
  }
  await ended;
  return { lines, exitCode: child.exitCode };
}

describe('npm start', () => {
  it.each([
    ['no java was found', WITHOUT_JAVA],
    ['this is Java 8', pathWith('older', 'java version "1.8.0_202"')],
    ['this is Java 11', pathWith('old', 'openjdk version "11.0.2" 2019-01-15')],
  ])('serves from the embedded engine if %s, and one line says so', async (problem, PATH) => {
    const { lines } = await start({ PATH });
    expect(lines[0]).toBe(
      `The database is the embedded engine, because DynamoDB Local needs Java 17 or newer, and ${problem}. ` +
        'To use DynamoDB Local, install Java (adoptium.net). HOLDFAST_ENGINE=embedded hides this line.',
    );
    expect(lines.join('\n')).toMatch(/^ {2}engine {6}the embedded engine$/m);
    const [url = ''] = lines.join('\n').match(/(?<=healthy at )\S+/) ?? [];
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });

  it('serves from the embedded engine without that line if HOLDFAST_ENGINE names it', async () => {
    const { lines } = await start({ PATH: WITHOUT_JAVA, HOLDFAST_ENGINE: 'embedded' });
    expect(lines[0]).toBe('Starting the embedded engine …');
  });

  it('ends with one sentence if HOLDFAST_ENGINE names DynamoDB Local and there is no Java', async () => {
    const { lines, exitCode } = await start({ PATH: WITHOUT_JAVA, HOLDFAST_ENGINE: 'dynamodb-local' });
    expect(lines).toEqual([
      'Starting DynamoDB Local …',
      'DynamoDB Local needs Java 17 or newer, but no java was found. Install Java (adoptium.net), or set HOLDFAST_ENGINE=embedded, which needs no Java.',
    ]);
    expect(exitCode).toBe(1);
  });

  it('ends with one sentence for an unknown engine, before anything starts', async () => {
    const { lines, exitCode } = await start({ PATH: WITHOUT_JAVA, HOLDFAST_ENGINE: 'foo' });
    expect(lines).toEqual(['HOLDFAST_ENGINE must be embedded or dynamodb-local, but is "foo".']);
    expect(exitCode).toBe(1);
  });

  it('serves as usual, only slower, if faults are injected into the engine', async () => {
    const { lines } = await start({ PATH: WITHOUT_JAVA, HOLDFAST_ENGINE: 'embedded', HOLDFAST_ENGINE_FAULTS: '7' });
    expect(lines.join('\n')).toContain('injected into requests to the engine, seed 7');
    const [url = ''] = lines.join('\n').match(/(?<=healthy at )\S+/) ?? [];
    const statuses = await Promise.all(
      Array.from({ length: 50 }, async () => (await fetch(`${url}/v1/events?limit=3`)).status),
    );
    expect(statuses.filter(status => status !== 200 && status !== 503)).toEqual([]);
    expect(statuses).toContain(200);
  });
});

describe('npm start with a data folder and the embedded engine', () => {
  const url = (lines: string[]): string => lines.join('\n').match(/(?<=healthy at )\S+/)?.[0] ?? '';

  async function answer(base: string, path: string, body?: object, token = ''): Promise<Record<string, unknown>> {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'idempotency-key': path };
    const response = await fetch(`${base}${path}`, body && { method: 'POST', headers, body: JSON.stringify(body) });
    return (await response.json()) as Record<string, unknown>;
  }

  it.each(['SIGKILL', 'SIGTERM'] as const)('still has a hold whose response came before %s', async signal => {
    const variables = { PATH: WITHOUT_JAVA, HOLDFAST_DATA: mkdtempSync(join(folder, 'data-')) };
    const first = await start(variables);
    const credentials = { email: 'alice@holdfast.example', password: 'correct-horse-battery' };
    const { accessToken } = await answer(url(first.lines), '/v1/auth/login', credentials);
    const flights = await answer(url(first.lines), '/v1/events?kind=flight');
    const [{ id: eventId } = { id: '' }] = flights.items as { id: string }[];
    const path = `/v1/events/${eventId}/holds`;
    const wish = { bestAvailable: { quantity: 2 } };
    const held = await answer(url(first.lines), path, wish, String(accessToken));
    const [child] = children.splice(0);
    child?.kill(signal);
    await once(child as ChildProcess, 'exit');
    const second = await start(variables);
    expect(second.lines).toContain(`  data        kept in ${variables.HOLDFAST_DATA}`);
    expect(second.lines.join('\n')).not.toContain('seeding');
    // The earlier token is still valid, and the repeated request gets the first response.
    expect(held).toMatchObject({ id: expect.stringMatching(/^hld_/), status: 'active' });
    expect(await answer(url(second.lines), path, wish, String(accessToken))).toEqual(held);
  });
});

describe('DynamoDB Local', () => {
  it('is started a second time if it does not listen, and then one sentence reports the failure', async () => {
    const path = process.env.PATH;
    process.env.PATH = pathWith('failing', 'openjdk version "17.0.15"');
    try {
      await expect(startDynamoDbLocal({ shared: true })).rejects.toThrow(
        /^DynamoDB Local ended at once \(openjdk version "17.0.15"\), 2 times\. Try again when the machine is less busy, or set HOLDFAST_ENGINE=embedded, which needs no Java\.$/,
      );
    } finally {
      process.env.PATH = path;
    }
  });
});
