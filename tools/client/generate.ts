/**
 * Writes src/api.ts from docs/openapi.json: the types of all operations, and a table of their addresses. With `--check` it only
 * compares. `npm run openapi` runs it. It is a program of its own, because openapi-typescript needs TypeScript 5, which npm
 * installs for this workspace alone.
 */
import { readFile, writeFile } from 'node:fs/promises';
import openapiTypes, { astToString } from 'openapi-typescript';

type Json = Record<string, unknown>;
interface Content {
  content?: Record<string, { schema: unknown }>;
}
interface Operation {
  operationId: string;
  parameters?: { name: string; in: string }[];
  requestBody?: Content;
  responses: Record<string, Content & Json>;
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
}

const at = (file: string): URL => new URL(file, import.meta.url);
const FILE = at('src/api.ts');
/** A property with a default may be left out of a request. */
const OPTIONS = { alphabetize: true, defaultNonNullable: false };

async function generate(): Promise<void> {
  const document = withoutExamples(JSON.parse(await readFile(at('../../docs/openapi.json'), 'utf8'))) as Document;
  const text = [
    '/** Generated from docs/openapi.json by `npm run openapi`: the types of all operations, and their addresses. */\n',
    typesOf(astToString(await openapiTypes(JSON.stringify(reduced(document)), OPTIONS))),
    `export const OPERATIONS = ${JSON.stringify(addressesOf(document), null, 2)} as const;\n`,
  ].join('\n');

  if ((await readFile(FILE, 'utf8').catch(() => '')) === text) {
    console.log('tools/client/src/api.ts is up to date.');
  } else if (process.argv.includes('--check')) {
    console.error('tools/client/src/api.ts differs from docs/openapi.json. Write it again with npm run openapi.');
    process.exitCode = 1;
  } else {
    await writeFile(FILE, text);
    console.log('Wrote tools/client/src/api.ts.');
  }
}

/** Examples would be two thirds of the types. */
function withoutExamples(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutExamples);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([name, of]) => !isExample(name, of));
  return Object.fromEntries(entries.map(([name, of]) => [name, withoutExamples(of)]));
}

/** A property may be called `example`; its schema is an object with a type. */
const isExample = (name: string, value: unknown): boolean =>
  ['example', 'examples'].includes(name) && !(typeof value === 'object' && value !== null && 'type' in value);

/** The document as a caller of the client sees it: one response for all problems of an operation, and no headers of responses. */
function reduced({ paths, ...rest }: Document): Json {
  const operations = Object.entries(paths).map(([path, methods]) => [
    path,
    Object.fromEntries(
      Object.entries(methods).map(([method, { responses, ...operation }]) => [
        method,
        { ...operation, responses: { ...successesOf(responses), default: problemOf(responses) } },
      ]),
    ),
  ]);
  return { ...rest, paths: Object.fromEntries(operations) };
}

const PROBLEM = 'application/problem+json';

/** The client follows redirects, and sends no If-None-Match. A redirect leads to a file. */
function successesOf(responses: Operation['responses']): Json {
  const successes = Object.entries(responses).filter(
    ([status, { content }]) => Number(status) < 300 || (content !== undefined && !(PROBLEM in content)),
  );
  const bodies = successes.map(([status, { content }]) => [status, { description: '', ...(content && { content }) }]);
  const isFile = !('200' in responses) && Object.keys(responses).some(status => ['302', '303', '307'].includes(status));
  const file = { description: '', content: { 'application/octet-stream': { schema: BYTES } } };
  return { ...Object.fromEntries(bodies), ...(isFile && { 200: file }) };
}

const BYTES = { type: 'string', format: 'binary' };

function problemOf(responses: Operation['responses']): Json {
  const schemas = Object.values(responses).flatMap(({ content }) => content?.[PROBLEM]?.schema ?? []);
  const all = schemas.flatMap(schema => (schema as { oneOf?: unknown[] }).oneOf ?? [schema]);
  const different = [...new Map(all.map(schema => [JSON.stringify(schema), schema])).values()];
  return { description: '', content: { [PROBLEM]: { schema: { oneOf: different } } } };
}

/** Without the interfaces that list the same operations by path. */
const typesOf = (all: string): string =>
  all.slice(all.indexOf('export interface components')).replace(/export type \$defs = .*\n/, '');

/** By operation id: the method, the path, and whether the call takes an idempotency key. */
function addressesOf({ paths }: Document): Json {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId, parameters = [] }]) => {
      const isKeyed = parameters.some(({ name }) => name === 'Idempotency-Key');
      return [operationId, { method: method.toUpperCase(), path, ...(isKeyed && { isKeyed }) }] as const;
    }),
  );
  return Object.fromEntries(operations.sort(([one], [other]) => (one < other ? -1 : 1)));
}

await generate();
