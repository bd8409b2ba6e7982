/** A note that says where a running `npm start` keeps its table, so that other commands find it. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Running {
  pid: number;
  url: string;
  dynamodbEndpoint: string;
  tableName: string;
  /** Whether its DynamoDB Local keeps data in a folder. */
  isOnDisk?: boolean;
}

const NOTE = fileURLToPath(new URL('../../node_modules/.cache/holdfast/running.json', import.meta.url));

/** Leaves the note; it goes with this process. */
export function noteRunning(running: Omit<Running, 'pid'>, file = NOTE): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ pid: process.pid, ...running }));
  process.once('exit', () => {
    if (readNote(file)?.pid === process.pid) rmSync(file, { force: true });
  });
}

/** The service that runs now, if one does; the note of one that was killed does not count. */
export function findRunning(file = NOTE): Running | undefined {
  const note = readNote(file);
  return note && isAlive(note.pid) ? note : undefined;
}

function readNote(file: string): Running | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Running;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
