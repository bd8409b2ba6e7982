/** The verdict of the checker as text: a table of the rules, and the calls of each violation. Pure. */
import Table from 'cli-table3';
import type { CallHistory, CallHistoryLine, Invocation } from '../../checker/call-history.ts';
import { RULES, type RuleName, type Verdict, type Violation } from '../../checker/rules.ts';

/** Violations of one rule that are printed with their calls. */
const SHOWN_MAX = 5;

export function reportOf(history: CallHistory, verdict: Verdict, seconds: number): string[] {
  const names = Object.keys(RULES) as RuleName[];
  return [
    `${history.header.source}: ${verdict.calls} calls, checked in ${seconds.toFixed(1)} s.`,
    tableOf(names, verdict),
    ...names.flatMap(rule => violationsOf(rule, history, verdict)),
  ];
}

function tableOf(names: RuleName[], { applied, violations }: Verdict): string {
  const table = new Table({
    head: ['rule', 'promises', 'applied', 'broken', 'it says'],
    colAligns: ['left', 'left', 'right', 'right', 'left'],
    style: { head: [], border: [], compact: true },
  });
  for (const rule of names) {
    const broken = violations.filter(violation => violation.rule === rule).length;
    table.push([rule, RULES[rule].promises.join(' '), applied[rule] || 'never', broken, RULES[rule].says]);
  }
  return table.toString();
}

function violationsOf(rule: RuleName, history: CallHistory, { violations }: Verdict): string[] {
  const broken = violations.filter(violation => violation.rule === rule);
  const hidden = broken.length - SHOWN_MAX;
  return [
    ...broken.slice(0, SHOWN_MAX).flatMap(violation => ['', ...linesOf(violation, history)]),
    ...(hidden > 0 ? [`… and ${hidden} more violations of ${rule}.`] : []),
  ];
}

/** A violation with the lines of its calls. */
export function linesOf({ rule, detail, calls }: Violation, { lines }: CallHistory): string[] {
  const shown = new Set(calls);
  const ofCalls = lines.filter(line => 'call' in line && shown.has(line.call));
  return [`${rule}: ${detail}`, ...ofCalls.map(line => `  ${timeOf(line.at)}  ${sentenceOf(line)}`)];
}

const timeOf = (at: number): string => new Date(at).toISOString();

function sentenceOf(line: CallHistoryLine): string {
  switch (line.is) {
    case 'invoke':
      return `call ${line.call} → ${requestOf(line)}`;
    case 'answer':
      return `call ${line.call} ← ${line.status}${line.isReplay ? ' (replay)' : ''} ${shortened(line.body)}`;
    case 'unknown':
      return `call ${line.call} ← no answer: ${line.because}`;
    default:
      return line.is;
  }
}

function requestOf({ operation, caller, client, key, params, query, body }: Invocation): string {
  const parts = [params, query, body].filter(part => part !== undefined).map(part => shortened(JSON.stringify(part)));
  const byWhom = caller === undefined ? client : `${client} as ${caller}`;
  return [operation, ...parts, `from ${byWhom}`, ...(key === undefined ? [] : [`key ${key}`])].join(' ');
}

/** Enough for a problem document or a hold of a few seats. */
const TEXT_LENGTH_MAX = 400;
const shortened = (text: string): string =>
  text.length > TEXT_LENGTH_MAX ? `${text.slice(0, TEXT_LENGTH_MAX)}… (${text.length} characters)` : text;
