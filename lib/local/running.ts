/** The file in which a running `npm start` notes its address and its tables, so that other commands find them. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TableNames } from '../table/table.ts';

export interface Running {
  pid: number;
  url: string;
  dynamodbEndpoint: string;
  tables: TableNames;
  /** Whether its DynamoDB Local keeps data in a folder. */
  isOnDisk?: boolean;
}

const NOTE = fileURLToPath(new URL('../../node_modules/.cache/holdfast/running.json', import.meta.url));

/** Writes the note. It is removed when this process exits. */
export function noteRunning(running: Omit<Running, 'pid'>, file = NOTE): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ pid: process.pid, ...running }));
  removeAtExit(file);
}

/** The files that this process has taken. */
const taken = new Set<string>();

/** Notes this process alone, before it has addresses. Returns the pid of the process that runs and has the note, if any. */
export function takeNote(file: string): number | undefined {
  for (;;) {
    try {
      writeFileSync(file, JSON.stringify({ pid: process.pid }), { flag: 'wx' });
      removeAtExit(file);
      taken.add(file);
      return undefined;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const user = findRunning(file);
    // In a container each start has the same pid, so a note of a killed service may have ours.
    if (user && (user.pid !== process.pid || taken.has(file))) return user.pid;
    rmSync(file, { force: true });
  }
}

function removeAtExit(file: string): void {
  process.once('exit', () => {
    if (readNote(file)?.pid === process.pid) rmSync(file, { force: true });
  });
}

/** Returns the running service, if any. A note of a process that no longer exists is ignored. A note of `takeNote` has no address. */
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
