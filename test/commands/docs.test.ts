/** The generated parts of the documents are those that `npm run docs` would write. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../bin/commands.ts';
import { generatedParts, withPart } from '../../lib/commands/write-docs/write-docs.ts';

const ROOT = join(import.meta.dirname, '../..');

describe('a generated part', () => {
  it.each(generatedParts(COMMANDS).map(part => [part.file, part.marker ?? 'whole', part] as const))(
    'in %s (%s) is up to date: run `npm run docs`',
    async (file, _marker, part) => {
      const document = readFileSync(join(ROOT, file), 'utf8');
      expect(await withPart(document, part)).toBe(document);
    },
  );

  it('describes each member of a problem: the page used to say `undefined`', () => {
    expect(readFileSync(join(ROOT, 'docs/problems.md'), 'utf8')).not.toContain('undefined');
  });

  it('replaces the lines between its two comments, and nothing else', async () => {
    const part = { file: 'some.md', marker: 'part', generate: () => 'new\n' };
    const document = 'before\n\n<!-- part -->\n\nold\n\n<!-- /part -->\n\nafter\n';
    expect(await withPart(document, part)).toBe(document.replace('old', 'new'));
  });

  it('says which lines a document lacks', async () => {
    const part = { file: 'some.md', marker: 'part', generate: () => 'new' };
    await expect(withPart('no comments', part)).rejects.toThrow('some.md has no lines "<!-- part -->"');
  });
});
