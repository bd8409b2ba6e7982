/**
 * `npm run openapi`: writes the OpenAPI document of the contract, with the routes of all stages, to docs/openapi.json, and from
 * it the Postman collections and the types of the client. With `--release` it also keeps the document as that of the version in package.json. A test finds the breaking changes since then.
 */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { say } from '../cli/terminal.ts';
import { UsageError } from '../cli/usage-error.ts';
import { openApiDocument } from '../contract/openapi.ts';
import { ALL_ROUTES } from '../contract/routes.ts';
import { bookingCollection, operationsCollection } from './postman/collections.ts';
import { releasedText } from './released-openapi.ts';

const pathOf = (file: string): string => fileURLToPath(new URL(`../../${file}`, import.meta.url));
const FILE = pathOf('docs/openapi.json');
const RELEASED = 'test/contract/released-openapi.txt';

/** Writes the document, or with `check` throws a UsageError if the file differs. */
export async function writeOpenApi({ check, release }: { check: boolean; release: boolean }): Promise<void> {
  const made = openApiDocument(ALL_ROUTES);
  const document = `${JSON.stringify(made, null, 2)}\n`;
  const isCurrent = (await readFile(FILE, 'utf8').catch(() => '')) === document;
  if (check && !isCurrent) {
    throw new UsageError('docs/openapi.json differs from the contract. Write it again with npm run openapi.');
  }
  if (!isCurrent) await writeFile(FILE, document);
  say(isCurrent ? 'docs/openapi.json is up to date.' : 'Wrote docs/openapi.json.');
  await writeCollections(made, check);
  await writeClientTypes(check);
  if (check || !release) return;
  const { version } = JSON.parse(await readFile(pathOf('package.json'), 'utf8')) as { version: string };
  await writeFile(pathOf(RELEASED), releasedText(made, version));
  say(`Wrote ${RELEASED}: the API of version ${version}.`);
}

/** Writes the two Postman collections, or compares them. */
async function writeCollections(made: ReturnType<typeof openApiDocument>, check: boolean): Promise<void> {
  const collections = { booking: bookingCollection(made), operations: operationsCollection(made) };
  for (const [name, collection] of Object.entries(collections)) {
    const file = `docs/postman/${name}.postman_collection.json`;
    const text = `${JSON.stringify(collection, null, 2)}\n`;
    const isCurrent = (await readFile(pathOf(file), 'utf8').catch(() => '')) === text;
    if (check && !isCurrent)
      throw new UsageError(`${file} differs from the contract. Write it again with npm run openapi.`);
    if (!isCurrent) await writeFile(pathOf(file), text);
    say(isCurrent ? `${file} is up to date.` : `Wrote ${file}.`);
  }
}

/** Runs the generator of the client as a program, because it needs the packages of its workspace. */
async function writeClientTypes(check: boolean): Promise<void> {
  const generator = pathOf('tools/client/generate.ts');
  const made = promisify(execFile)(process.execPath, [generator, ...(check ? ['--check'] : [])]);
  const { stdout } = await made.catch(({ stderr }: { stderr: string }) => {
    throw new UsageError(stderr.trim());
  });
  say(stdout.trim());
}
