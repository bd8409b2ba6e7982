/**
 * Checks a history of calls against the promises, by what its clients saw alone. It knows the contract of the API, and nothing
 * of how Holdfast keeps it.
 */
import type { CallHistory } from './call-history.ts';
import { readRecording } from './calls.ts';
import { noFindings } from './findings.ts';
import { keyedOperations } from './keyed-operations.ts';
import { checkIntegrityAnswers } from './rules/integrity.ts';
import { checkEqualAnswers } from './rules/one-effect.ts';
import { checkUsefulRefusals } from './rules/useful-refusals.ts';
import type { Verdict } from './rules.ts';

export function checkCallHistory(history: CallHistory): Verdict {
  const recording = readRecording(history);
  const findings = noFindings();
  const operations = keyedOperations(recording.calls).flat();
  checkUsefulRefusals(recording.calls, findings);
  checkEqualAnswers(operations, findings);
  checkIntegrityAnswers(recording.calls, findings);
  return { calls: recording.calls.length, ...findings };
}
