/** Finds the Java of this machine, which DynamoDB Local needs. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export const JAVA_MAJOR_MIN = 17;

/** `problem` completes a sentence. A development kit (JDK) has a compiler, a runtime environment (JRE) has none. */
export type Java = { isUsable: true; hasCompiler: boolean } | { isUsable: false; problem: string };

export async function findJava(): Promise<Java> {
  const [text, compiler] = await Promise.all([outputOf('-version'), outputOf('--describe-module', 'jdk.compiler')]);
  if (text === undefined) return { isUsable: false, problem: 'no java was found' };
  const major = Number(/version "(?:1\.)?(\d+)/.exec(text)?.[1] ?? 0);
  if (major >= JAVA_MAJOR_MIN) return { isUsable: true, hasCompiler: compiler !== undefined };
  return { isUsable: false, problem: major > 0 ? `this is Java ${major}` : 'java printed no version' };
}

/**
 * Returns the output of Java, which prints its version to standard error. Returns undefined if it fails, as the stub of macOS
 * for a missing Java does.
 */
async function outputOf(...options: string[]): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await promisify(execFile)('java', options);
    return stdout + stderr;
  } catch {
    return undefined;
  }
}
