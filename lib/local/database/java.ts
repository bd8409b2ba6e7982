/** Finds the Java of this machine, which DynamoDB Local needs. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export const JAVA_MAJOR_MIN = 17;

/** `problem` is the first half of a sentence. */
export type Java = { isUsable: true } | { isUsable: false; problem: string };

export async function findJava(): Promise<Java> {
  const text = await versionText();
  if (text === undefined) return { isUsable: false, problem: 'no java was found' };
  const major = Number(/version "(\d+)/.exec(text)?.[1] ?? 0);
  if (major >= JAVA_MAJOR_MIN) return { isUsable: true };
  return { isUsable: false, problem: major > 0 ? `this is Java ${major}` : 'java does not tell its version' };
}

/** Java prints its version to standard error. A stub of macOS for a missing Java fails instead. */
async function versionText(): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await promisify(execFile)('java', ['-version']);
    return stdout + stderr;
  } catch {
    return undefined;
  }
}
