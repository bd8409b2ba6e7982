/**
 * Every example of the OpenAPI document is accepted by the schema beside it, as the tools of a client developer read both: by JSON
 * Schema, and not by the schemas of the service.
 */
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect, it } from 'vitest';
import { openApiDocument } from '../../lib/contract/openapi.ts';
import { ALL_ROUTES } from '../../lib/contract/routes.ts';

const DOCUMENT = JSON.parse(JSON.stringify(openApiDocument(ALL_ROUTES))) as object;
const ajv = new Ajv2020({ strict: false, logger: false });
// Its types are those of another module system.
(addFormats as unknown as (to: Ajv2020) => void)(ajv);
ajv.addSchema(DOCUMENT, 'holdfast');

interface Example {
  /** The JSON pointer of its schema. */
  schema: string;
  value: unknown;
}

const escaped = (name: string): string => encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'));

/** The examples of parameters, bodies and responses, with the pointers of their schemas; and those inside of schemas. */
function examplesIn(value: unknown, pointer = ''): Example[] {
  if (typeof value !== 'object' || value === null) return [];
  const { schema, example, examples, ...rest } = value as Record<string, unknown>;
  const at = schema === undefined ? pointer : `${pointer}/schema`;
  const named = Array.isArray(examples)
    ? examples
    : Object.values(examples ?? {}).map(one => (one as { value: unknown }).value);
  const own = [...(example === undefined ? [] : [example]), ...named].map(one => ({ schema: at, value: one }));
  const inner = Object.entries({ ...rest, ...(schema !== undefined && { schema }) });
  return [...own, ...inner.flatMap(([name, of]) => examplesIn(of, `${pointer}/${escaped(name)}`))];
}

const EXAMPLES = examplesIn(DOCUMENT);

it('has an example of nearly every operation', () => {
  const operations = new Set(EXAMPLES.map(({ schema }) => schema.split('/').slice(1, 4).join('/')));
  expect(operations.size).toBeGreaterThan(ALL_ROUTES.length * 0.7);
});

it('accepts every example by the schema beside it', () => {
  for (const { schema, value } of EXAMPLES) {
    const validate = ajv.compile({ $ref: `holdfast#${schema}` });
    expect(validate(value), `${decodeURIComponent(schema)}: ${ajv.errorsText(validate.errors)}`).toBe(true);
  }
});

it('would notice a wrong example: a hold that lacks its seats', () => {
  const pointer = '/paths/~1v1~1events~1{eventId}~1holds/post/requestBody/content/application~1json/schema';
  const validate = ajv.compile({ $ref: `holdfast#${pointer.split('/').map(encodeURIComponent).join('/')}` });
  expect([validate({ seats: ['a/A-1'] }), validate({}), validate({ seats: [] })]).toEqual([true, false, false]);
});
