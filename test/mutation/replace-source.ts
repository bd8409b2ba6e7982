/** Replaces texts of the code as it is loaded. The files stay as they are, so that several mutants can run at once. */
import { appendFileSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import type { Edit } from './mutant.ts';

export const ROOT = join(import.meta.dirname, '../..');

/** The environment variable that hands a mutation to a child process, as JSON. */
export const MUTATION_VARIABLE = 'HOLDFAST_MUTATION';

export interface Mutation {
  edits: readonly Edit[];
  /** A file to which each replaced file's path is appended, so that the parent knows that the bug was loaded. */
  replaced: string;
}

export const pathOf = ({ file }: Edit): string => join(ROOT, file);

/** Returns the text with the edits. Throws if one of them does not find its text exactly once. */
export function withEdits(text: string, edits: readonly Edit[]): string {
  return edits.reduce((current, { file, from, to }) => {
    const [before, after, ...more] = current.split(from);
    if (before === undefined || after === undefined || more.length > 0) {
      const found = current.split(from).length - 1;
      throw new Error(`${file} has this text ${found} times instead of once: ${from}`);
    }
    return `${before}${to}${after}`;
  }, text);
}

/** Throws if an edit does not find its text, or if the mutated file is no TypeScript any more. */
export function verifyEdits(edits: readonly Edit[]): void {
  for (const [file, own] of Map.groupBy(edits, ({ file }) => file)) {
    stripTypeScriptTypes(withEdits(readFileSync(join(ROOT, file), 'utf8'), own));
  }
}

const MUTATION: Mutation = JSON.parse(process.env[MUTATION_VARIABLE] ?? '{ "edits": [], "replaced": "" }');

const editsIn = (path: string): Edit[] => MUTATION.edits.filter(edit => pathOf(edit) === path);

/** Whether this process replaces a part of the module. */
export const isReplaced = (path: string): boolean => editsIn(path).length > 0;

/** Returns the source of a module with the edits of this process, or undefined if there are none for it. */
export function replacedSource(path: string, read: () => string): string | undefined {
  const edits = editsIn(path);
  if (edits.length === 0) return undefined;
  const source = withEdits(read(), edits);
  appendFileSync(MUTATION.replaced, `${edits[0]?.file}\n`);
  return source;
}
