/** A key has one effect, and every answer to it is the same, byte for byte (P3, P8). */
import type { Call } from '../calls.ts';
import { isSuccess } from '../calls.ts';
import { type Findings, nameOf, report } from '../findings.ts';
import { isFinalRefusal, type KeyedOperation } from '../keyed-operations.ts';

/** Compares the answers to each key. A key that was sent once is not compared. */
export function checkEqualAnswers(operations: KeyedOperation[], findings: Findings): void {
  for (const { attempts } of operations) {
    if (attempts.length < 2) continue;
    findings.applied['one-effect'] += 1;
    const successes = attempts.filter(call => isSuccess(call) && call.answer?.status !== 202);
    compare(findings, successes, textOf);
    compareReplays(findings, successes);
    for (const same of Map.groupBy(attempts.filter(isKept), codeIn).values()) compare(findings, same, textOfProblem);
  }
}

/** Refusals that are stored with the key. */
const isKept = (call: Call): boolean => isFinalRefusal(call) || codeIn(call) === 'payment-declined';
const codeIn = ({ answer }: Call): string => answer?.problem?.code ?? '';

const textOf = ({ answer }: Call): string => `${answer?.status} ${answer?.text}`;
/** A problem document without the id of the request, which differs. */
const textOfProblem = ({ answer }: Call): string => JSON.stringify({ ...answer?.problem, requestId: '' });

function compare(findings: Findings, calls: Call[], read: (call: Call) => string): void {
  const [first, ...others] = calls;
  const other = first && others.find(call => read(call) !== read(first));
  if (!first || !other) return;
  report(findings, 'one-effect', `One key has two answers: ${nameOf(first)}, and ${nameOf(other)}.`, [first, other]);
}

/** At most one answer is not marked as a replay: that of the call which had the effect. */
function compareReplays(findings: Findings, successes: Call[]): void {
  const [first, second] = successes.filter(({ answer }) => answer?.isReplay === false);
  if (!first || !second) return;
  const detail = `Two answers to one key say that they had the effect: ${nameOf(first)}, and ${nameOf(second)}.`;
  report(findings, 'one-effect', detail, [first, second]);
}
