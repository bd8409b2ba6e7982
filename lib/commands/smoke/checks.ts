/** Runs the checks of a smoke test one after the other, with a line for each. A check that cannot be made is never reported as passed. */

export interface Check {
  /** The fact that the check shows, such as `a password change`. */
  name: string;
  /** Throws if the check fails. May return what was seen. */
  run(): Promise<string | undefined>;
}

/** A check that this environment cannot make, such as one that an emulator of AWS does not know. */
export class NotSupported extends Error {}

export interface SmokeResult {
  passed: number;
  failed: number;
  notSupported: number;
}

const WIDTH = 20;

export async function runChecks(checks: readonly Check[], print: (line: string) => void): Promise<SmokeResult> {
  const result: SmokeResult = { passed: 0, failed: 0, notSupported: 0 };
  const tell = (outcome: string, name: string, detail?: string): void =>
    print(`${outcome.padEnd(WIDTH)}${name}${detail ? `: ${detail}` : ''}`);
  for (const { name, run } of checks) {
    try {
      const seen = await run();
      result.passed += 1;
      tell('passed', name, seen);
    } catch (error) {
      const isUnknown = error instanceof NotSupported;
      result[isUnknown ? 'notSupported' : 'failed'] += 1;
      tell(isUnknown ? 'not supported here' : 'FAILED', name, (error as Error).message);
    }
  }
  return result;
}
