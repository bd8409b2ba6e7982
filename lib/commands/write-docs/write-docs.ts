/**
 * `holdfast docs`: writes the parts of the documents that are generated from code, or with `--check` only compares them.
 *
 * To add a generated part, write a function that returns its text (pure, without a database) in a file of this folder,
 * and list it in `generatedParts` below. A part is a whole file, or the lines between the comments `<!-- marker -->` and
 * `<!-- /marker -->`, which must stand in the document already. `npm run docs` then writes it, and `npm run check` and
 * test/commands/docs.test.ts compare it.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Commands } from '../../cli/command.ts';
import { say } from '../../cli/terminal.ts';
import { UsageError } from '../../cli/usage-error.ts';
import { commandTables } from './command-tables.ts';
import { noticeExamples, noticesTable } from './notices-page.ts';
import { problemsPage } from './problems-page.ts';
import { rolesTable } from './roles-table.ts';
import { bookingStates, holdStates, paymentStates, paymentSteps, seatStates } from './state-diagrams.ts';
import { indexesDiagram, rowsDiagram } from './table-diagram.ts';

export interface GeneratedPart {
  /** Path from the root of the repository. */
  file: string;
  /** Name of the comments around the part. Without it the part is the whole file. */
  marker?: string;
  generate(): string | Promise<string>;
}

export const generatedParts = (commands: Commands): GeneratedPart[] => [
  { file: 'CONTRIBUTING.md', marker: 'commands', generate: () => commandTables(commands) },
  { file: 'docs/problems.md', generate: problemsPage },
  { file: 'docs/organizations.md', marker: 'roles', generate: rolesTable },
  { file: 'docs/notices.md', marker: 'names', generate: noticesTable },
  { file: 'docs/notices.md', marker: 'examples', generate: noticeExamples },
  { file: 'docs/states.md', marker: 'seat', generate: seatStates },
  { file: 'docs/states.md', marker: 'hold', generate: holdStates },
  { file: 'docs/states.md', marker: 'booking', generate: bookingStates },
  { file: 'docs/states.md', marker: 'payment', generate: paymentStates },
  { file: 'docs/states.md', marker: 'payment-steps', generate: paymentSteps },
  { file: 'docs/data-model.md', marker: 'rows', generate: rowsDiagram },
  { file: 'docs/data-model.md', marker: 'indexes', generate: indexesDiagram },
];

const ROOT = join(import.meta.dirname, '../../..');

/** Writes each file whose generated parts differ, or with `check` throws a UsageError that names these files. */
export async function writeDocs({ check }: { check: boolean }, commands: Commands): Promise<void> {
  const outdated: string[] = [];
  for (const [file, parts] of Map.groupBy(generatedParts(commands), part => part.file)) {
    const written = await readFile(join(ROOT, file), 'utf8').catch(() => '');
    let document = written;
    for (const part of parts) document = await withPart(document, part);
    if (document === written) continue;
    outdated.push(file);
    if (check) continue;
    await writeFile(join(ROOT, file), document);
    say(`Wrote ${file}.`);
  }
  if (outdated.length === 0) return say('All generated parts of the documents are up to date.');
  if (check) {
    throw new UsageError(`${outdated.join(', ')} differ from the code: write them again with npm run docs.`);
  }
}

/** Returns the document with the part's present text in its place. */
export async function withPart(document: string, { file, marker, generate }: GeneratedPart): Promise<string> {
  const text = (await generate()).trim();
  if (marker === undefined) return `${text}\n`;
  const [begin, end] = [`<!-- ${marker} -->`, `<!-- /${marker} -->`];
  const from = document.indexOf(begin);
  const to = document.indexOf(end, from);
  if (from < 0 || to < 0) {
    throw new UsageError(`${file} has no lines "${begin}" and "${end}": add both where the generated part belongs.`);
  }
  return `${document.slice(0, from)}${begin}\n\n${text}\n\n${document.slice(to)}`;
}
