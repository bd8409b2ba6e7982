/** `npm run faults` as a process: it serves until a signal, and prints the faults that it made. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { startServer } from '../../../lib/commands/engine/serve.ts';

const ROOT = join(import.meta.dirname, '../../..');

it('prints its address, and at SIGTERM the faults by operation', async () => {
  const server = await startServer(0);
  const args = ['faults', '--target', server.endpoint, '--seed', '7', '--rates', 'throttle=1'];
  const child = spawn(process.execPath, ['bin/holdfast.ts', ...args], { cwd: ROOT });
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (!line.startsWith('Ctrl-C')) continue;
    const [url = ''] = /(?<=fault proxy is at )\S+?(?=,)/.exec(lines[0] ?? '') ?? [];
    const headers = { 'x-amz-target': 'DynamoDB_20120810.GetItem' };
    const response = await fetch(url, { method: 'POST', headers, body: '{"TableName":"t"}' });
    expect(await response.text()).toContain('ThrottlingException');
    child.kill('SIGTERM');
  }
  if (child.exitCode === null) await once(child, 'exit');
  await server.close();
  expect(lines[0]).toMatch(new RegExp(`, in front of ${server.endpoint}, with seed 7\\.$`));
  expect(lines.join('\n')).toMatch(/│ GetItem +│ +1 │ 1 throttle/);
  expect([lines.at(-1), child.exitCode]).toEqual(['1 request, 1 fault.', 0]);
});
