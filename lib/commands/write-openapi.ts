/** `npm run openapi`: writes the OpenAPI document of the contract, with the routes of all stages, to docs/openapi.json. */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { say } from '../cli/terminal.ts';
import { UsageError } from '../cli/usage-error.ts';
import { openApiDocument } from '../contract/openapi.ts';
import { ALL_ROUTES } from '../contract/routes.ts';

const FILE = fileURLToPath(new URL('../../docs/openapi.json', import.meta.url));

/** Writes the document, or with `check` throws a UsageError if the file differs. */
export async function writeOpenApi({ check }: { check: boolean }): Promise<void> {
  const document = `${JSON.stringify(openApiDocument(ALL_ROUTES), null, 2)}\n`;
  const isCurrent = (await readFile(FILE, 'utf8').catch(() => '')) === document;
  if (isCurrent) return say('docs/openapi.json is up to date.');
  if (check) throw new UsageError('docs/openapi.json differs from the contract. Write it again with npm run openapi.');
  await writeFile(FILE, document);
  say('Wrote docs/openapi.json.');
}
