/** A process as Lambda traces it, and X-Ray's daemon, which hears what it tells. */
import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../..');

export interface Segment {
  name: string;
  id: string;
  parent_id?: string;
  trace_id?: string;
  annotations?: Record<string, string>;
  aws?: { operation: string };
  http?: { response: { status: number } };
  fault?: boolean;
  error?: boolean;
  cause?: unknown;
}

export interface Daemon {
  port: number;
  /** Segments come one by one, each within the one that it names. */
  received: Segment[];
  close(): void;
}

export async function openDaemon(): Promise<Daemon> {
  const received: Segment[] = [];
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  socket.on('message', message => received.push(JSON.parse(message.toString().split('\n')[1] ?? '')));
  return { port: (socket.address() as AddressInfo).port, received, close: () => socket.close() };
}

export const TRACE_ID = '1-5759e988-bd862e3fe1be46a994272793';

/** What Lambda tells a function that it traces. */
export const traced = ({ port }: Daemon, sampled: 0 | 1) => ({
  AWS_LAMBDA_FUNCTION_NAME: 'reference',
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  LAMBDA_TASK_ROOT: '/var/task',
  _X_AMZN_TRACE_ID: `Root=${TRACE_ID};Parent=557abcec3ee5a047;Sampled=${sampled}`,
  AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${port}`,
});

/** Runs a module's text with one argument; the last line of its output is what it says. */
export async function run(
  script: string,
  argument: string,
  env: NodeJS.ProcessEnv,
): Promise<{ lines: string[]; said: unknown; stderr: string }> {
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', script, argument],
    { cwd: ROOT, env: { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'none', AWS_SECRET_ACCESS_KEY: 'none', ...env } },
  );
  const lines = stdout.trim().split('\n');
  return { said: JSON.parse(lines.pop() ?? ''), lines, stderr };
}
