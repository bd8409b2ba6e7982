/** A key has one effect, and every answer to it is the same, byte for byte except for names (P3, P8). */
import { answerText } from '../answer-text.ts';
import type { Call } from '../calls.ts';
import { isSuccess } from '../calls.ts';
import { type Findings, nameOf, report } from '../findings.ts';
import { isFinalRefusal, type KeyedOperation, laterAnswers } from '../keyed-operations.ts';

/** Compares the answers to each key. A key that was sent once is not compared. */
export function checkEqualAnswers(operations: KeyedOperation[], findings: Findings): void {
  for (const operation of operations) {
    const { attempts } = operation;
    if (attempts.length < 2) continue;
    findings.applied['one-effect'] += 1;
    const successes = attempts.filter(call => isSuccess(call) && call.answer?.status !== 202);
    compare(findings, successes);
    compareReplays(findings, successes);
    checkRepeated(findings, operation);
    for (const same of Map.groupBy(attempts.filter(isFinalRefusal), codeIn).values()) compare(findings, same);
  }
}

const codeIn = ({ answer }: Call): string => answer?.problem?.code ?? '';

const textOf = (call: Call): string => `${call.answer?.status} ${answerText(call)}`;

function compare(findings: Findings, calls: Call[]): void {
  const [first, ...others] = calls;
  const other = first && others.find(call => textOf(call) !== textOf(first));
  if (!first || !other) return;
  report(findings, 'one-effect', `One key has two answers: ${nameOf(first)}, and ${nameOf(other)}.`, [first, other]);
}

/** After a success was told, a repeated request succeeds, too. A refusal that is final for the key is checked elsewhere. */
function checkRepeated(findings: Findings, operation: KeyedOperation): void {
  const { success } = operation;
  const other = success && laterAnswers(operation, success).find(call => isOtherAnswer(call));
  if (!other) return;
  const detail = `A key was answered with success, and then otherwise: ${nameOf(success)}, and ${nameOf(other)}.`;
  report(findings, 'one-effect', detail, [success, other]);
}

const isOtherAnswer = (call: Call): boolean =>
  !isFinalRefusal(call) && (!isSuccess(call) || call.answer?.status === 202);

/** At most one answer is not marked as a replay: that of the call which had the effect. */
function compareReplays(findings: Findings, successes: Call[]): void {
  const [first, second] = successes.filter(({ answer }) => answer?.isReplay === false);
  if (!first || !second) return;
  const detail = `Two answers to one key say that they had the effect: ${nameOf(first)}, and ${nameOf(second)}.`;
  report(findings, 'one-effect', detail, [first, second]);
}
