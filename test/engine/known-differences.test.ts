/** The document of the engine lists the differences that random sequences accept, each with AWS's page. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { KNOWN_DIFFERENCES } from './differential/known-differences.ts';

const DOCUMENT = readFileSync(join(import.meta.dirname, '../../docs/embedded-engine.md'), 'utf8');

it('are listed in docs/embedded-engine.md, and no others', () => {
  const [, table = ''] = DOCUMENT.split('## Where it differs from DynamoDB Local');
  const rows = [...table.matchAll(/^\| (.+) \| \[page\]\((\S+)\) \|$/gm)].map(([, name, page]) => [name, page]);
  expect(rows).toEqual(KNOWN_DIFFERENCES.map(({ name, page }) => [name, page]));
});

it('each follow a page of AWS', () => {
  for (const { page } of KNOWN_DIFFERENCES) expect(page).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
});
