/** The command `check-history`: its report, and one clear sentence for a file that is no history. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createHistoryReader, formatCallHistory, parseCallHistory } from '../../lib/checker/call-history.ts';
import { checkCallHistory } from '../../lib/checker/check-call-history.ts';
import { RULES } from '../../lib/checker/rules.ts';
import { UsageError } from '../../lib/cli/usage-error.ts';
import { checkHistory } from '../../lib/commands/check-history/check-history.ts';
import { reportOf } from '../../lib/commands/check-history/report.ts';
import { captureOutputOf } from '../support/captured-output.ts';
import { evening } from './evening.ts';

const history = () => evening().recorded.history();

async function fileWith(text: string): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), 'holdfast-history-')), 'history.jsonl');
  await writeFile(file, text);
  return file;
}

describe('a history file', () => {
  it('is read as it was written', () => {
    expect(parseCallHistory(formatCallHistory(history()))).toEqual(history());
  });

  it('is read in pieces, because a long one is larger than a string may be', () => {
    const reader = createHistoryReader();
    for (const [piece] of formatCallHistory(history()).matchAll(/[\s\S]{1,100}/g)) reader.add(piece);
    expect(reader.end()).toEqual(history());
  });

  it('with a line without an end is refused before it fills the memory', () => {
    const reader = createHistoryReader();
    const read = () => {
      for (;;) reader.add(' '.repeat(2 ** 20));
    };
    expect(read).toThrow('A line is too long for a call history.');
  });

  it.each([
    ['that is cut short within a line', (text: string) => text.slice(0, -20), /cut short/],
    ['that is cut short within its only line', (text: string) => text.slice(0, 30), /cut short/],
    ['that is not JSON', () => 'a poem\nof two lines\n', /Line 1 is not JSON/],
    [
      'with a line that is not JSON',
      (text: string) => text.replace('"is":"answer"', 'is:answer'),
      /Line \d+ is not JSON/,
    ],
    [
      'with a line that is no record',
      (text: string) => text.replace('"is":"answer"', '"is":"guess"'),
      /Line \d+ is no record/,
    ],
    ['of another version', (text: string) => text.replace('"version":1', '"version":2'), /version 1/],
    ['that is empty', () => '', /Line 1/],
    [
      'in which two calls have one number',
      (text: string) => text.replace('"invoke","call":2', '"invoke","call":1'),
      /repeats the call 1/,
    ],
    ['cut at the end of a line', (text: string) => `${text.split('\n').slice(0, 20).join('\n')}\n`, /has no end line/],
    ['with a line too few', (text: string) => text.replace(/\n.*settled.*\n/, '\n'), /end line is wrong/],
    ['with a line after its end', (text: string) => `${text}${text.split('\n')[1]}\n`, /follows the end/],
    [
      'with an answer to a call that it does not have',
      (text: string) => text.replace('"answer","call":2', '"answer","call":999'),
      /ends the call 999/,
    ],
  ])('%s is refused in one sentence', async (_name, change, message) => {
    const file = await fileWith(change(formatCallHistory(history())));
    const error: unknown = await checkHistory({ file }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UsageError);
    expect((error as UsageError).message).toMatch(message);
    expect((error as UsageError).message).toContain(file);
  });

  it('that is absent is refused in one sentence', async () => {
    const absent = checkHistory({ file: '/nowhere/history.jsonl' });
    await expect(absent).rejects.toThrow(new UsageError('There is no file /nowhere/history.jsonl.'));
  });
});

describe('the report', () => {
  it('lists every rule with the number of times that it was applied', () => {
    const text = reportOf(history(), checkCallHistory(history()), 1).join('\n');
    for (const rule of Object.keys(RULES)) expect(text).toContain(rule);
    expect(text).not.toMatch(/ never │/);
  });

  it('shows a rule that was never applied', () => {
    const cut = history();
    cut.lines.splice(4);
    expect(reportOf(cut, checkCallHistory(cut), 1).join('\n')).toMatch(/integrity .* never │/);
  });

  it('shows the calls of a violation, and the command fails', async () => {
    const broken = history();
    const answer = broken.lines.find(line => line.is === 'answer' && line.body.includes('no-adjacent-seats'));
    Object.assign(answer as object, { status: 500 });
    const text = reportOf(broken, checkCallHistory(broken), 1).join('\n');
    expect(text).toMatch(/useful-refusals: call \d+, place-hold .*only 503 may be a server error/);
    expect(text).toMatch(/call \d+ → place-hold .*bestAvailable/);
    expect(text).toMatch(/call \d+ ← 500/);
    const file = await fileWith(formatCallHistory(broken));
    const { answer: thrown } = await captureOutputOf(() => checkHistory({ file }).catch((error: unknown) => error));
    expect(thrown).toEqual(new UsageError('The history breaks the rules once.'));
  });

  it('says how many seats were not decided', () => {
    const verdict = { ...checkCallHistory(history()), undecided: 2 };
    expect(reportOf(history(), verdict, 1).join('\n')).toContain('2 seats have too many possible orders');
  });
});
