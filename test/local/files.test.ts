import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { UsageError } from '../../lib/cli/usage-error.ts';
import { makeDataFolder, noteIn } from '../../lib/local/open-table.ts';
import { findRunning, noteRunning } from '../../lib/local/running.ts';
import { localTicketKeys, localTokenKeys } from '../../lib/local/token-keys.ts';
import { sharedTables } from '../../lib/table/table.ts';
import { parseTokenKeys } from '../../lib/tokens/token-keys.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('without a data folder token keys are new each time', async () => {
  const one = await localTokenKeys({});
  expect(parseTokenKeys(one).signing).toHaveLength(1);
  expect(await localTokenKeys({})).not.toBe(one);
});

test('a data folder keeps token keys in a file that only its owner can read', async () => {
  const dataFolder = join(folder, 'data');
  await makeDataFolder(dataFolder);
  const made = await localTokenKeys({ dataFolder });
  const file = join(dataFolder, 'token-keys.json');
  expect(readFileSync(file, 'utf8')).toBe(made);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(await localTokenKeys({ dataFolder })).toBe(made);
});

test('a data folder keeps ticket keys too, so that tickets of an earlier run stay valid', async () => {
  const dataFolder = join(folder, 'tickets');
  await makeDataFolder(dataFolder);
  const made = await localTicketKeys({ dataFolder });
  const file = join(dataFolder, 'ticket-keys.json');
  expect([readFileSync(file, 'utf8'), statSync(file).mode & 0o777]).toEqual([made, 0o600]);
  expect(await localTicketKeys({ dataFolder })).toBe(made);
  expect(await localTicketKeys({})).not.toBe(await localTicketKeys({}));
  for (const broken of ['', '{}', made.slice(0, -9), await localTokenKeys({})]) {
    writeFileSync(file, broken);
    await expect(localTicketKeys({ dataFolder })).rejects.toThrow(`${file} has no valid ticket keys. Remove it`);
  }
});

test('configured token keys take precedence, and invalid ones are a usage error without the secret', async () => {
  const tokenKeys = await localTokenKeys({});
  expect(await localTokenKeys({ tokenKeys, dataFolder: folder })).toBe(tokenKeys);
  const broken = localTokenKeys({ tokenKeys: 'secret' });
  await expect(broken).rejects.toThrow(UsageError);
  await expect(broken).rejects.not.toThrow('secret');
  writeFileSync(join(folder, 'token-keys.json'), '{}');
  await expect(localTokenKeys({ dataFolder: folder })).rejects.toThrow(join(folder, 'token-keys.json'));
});

test('a data folder that cannot be created is a usage error', async () => {
  writeFileSync(join(folder, 'file'), '');
  await expect(makeDataFolder(join(folder, 'file', 'data'))).rejects.toThrow(UsageError);
});

test('a data folder that another service uses is a usage error', async () => {
  const dataFolder = join(folder, 'used');
  await makeDataFolder(dataFolder);
  // From the beginning: the engine opens before the service has the addresses for its note.
  await expect(makeDataFolder(dataFolder)).rejects.toThrow(`is used by process ${process.pid}`);
  noteRunning({ url: '', dynamodbEndpoint: '', tables: sharedTables('holdfast') }, noteIn(dataFolder));
  await expect(makeDataFolder(dataFolder)).rejects.toThrow(`is used by process ${process.pid}`);
  writeFileSync(noteIn(dataFolder), JSON.stringify({ pid: 2 ** 22 + 1 }));
  await makeDataFolder(dataFolder);
  expect(findRunning(noteIn(dataFolder))?.pid).toBe(process.pid);
});

test('a data folder whose note has the pid of this process, but from an earlier start, is free', async () => {
  const dataFolder = join(folder, 'container');
  mkdirSync(dataFolder);
  writeFileSync(noteIn(dataFolder), JSON.stringify({ pid: process.pid }));
  await makeDataFolder(dataFolder);
  await expect(makeDataFolder(dataFolder)).rejects.toThrow(`is used by process ${process.pid}`);
});

test('a data folder that cannot be written is a usage error', async () => {
  const dataFolder = join(folder, 'no-note');
  mkdirSync(join(noteIn(dataFolder), 'in-the-way'), { recursive: true });
  await expect(makeDataFolder(dataFolder)).rejects.toThrow(/which cannot be written \(\w+\)\. Name another folder\./);
});

test('the note of a running service is found while its process runs', () => {
  const file = join(folder, 'cache', 'running.json');
  const running = {
    url: 'http://127.0.0.1:3000',
    dynamodbEndpoint: 'http://127.0.0.1:8000',
    tables: sharedTables('holdfast'),
  };
  expect(findRunning(file)).toBeUndefined();
  noteRunning(running, file);
  expect(findRunning(file)).toEqual({ pid: process.pid, ...running });
  writeFileSync(file, JSON.stringify({ pid: 2 ** 22 + 1, ...running }));
  expect(findRunning(file)).toBeUndefined();
  writeFileSync(file, 'half a no');
  expect(findRunning(file)).toBeUndefined();
});
