/** `npm run cost`: measures the cost of every operation and writes docs/cost.md. With `--check` it only compares. */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { say } from '../../lib/cli/terminal.ts';
import { UsageError } from '../../lib/cli/usage-error.ts';
import { costDocument } from './document.ts';
import { measure } from './measured.ts';
import { deployedFacts } from './stack-facts.ts';

const FILE = fileURLToPath(new URL('../../docs/cost.md', import.meta.url));

export async function costFile({ check }: { check: boolean }): Promise<void> {
  const { measured, facts } = await measure(() => deployedFacts('prod'));
  const document = costDocument(measured, facts);
  const written = await readFile(FILE, 'utf8').catch(() => '');
  if (written === document) return say('docs/cost.md is up to date.');
  if (check)
    throw new UsageError(
      `docs/cost.md differs from what was counted: write it again with npm run cost.\n${firstDifference(written, document)}`,
    );
  await writeFile(FILE, document);
  say('Wrote docs/cost.md.');
}

/** The first line that differs, as committed and as computed. */
export function firstDifference(written: string, counted: string): string {
  const [was, is] = [written.split('\n'), counted.split('\n')];
  const at = is.findIndex((line, i) => line !== was[i]);
  return at < 0 ? `It has ${was.length - is.length} lines more.` : `Line ${at + 1}\n- ${was[at] ?? ''}\n+ ${is[at]}`;
}
