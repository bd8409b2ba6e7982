/**
 * Finds what a client of an earlier version of the API would no longer be able to do: calls that are refused now, and members of
 * responses that are gone or different. It compares two OpenAPI documents as this project writes them.
 */

/** A JSON Schema, or any other part of the document. */
type Json = Record<string, unknown>;

export interface OpenApi {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Json> };
}

interface Operation {
  parameters?: { name: string; required?: boolean; schema: Json }[];
  requestBody?: { required?: boolean; content: Record<string, { schema: Json }> };
  responses: Record<string, { content?: Record<string, { schema: Json }> }>;
}

/** One line for each change: the operation, the member and what is different. */
export function breakingChanges(before: OpenApi, after: OpenApi): string[] {
  const changes = Object.entries(before.paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, operation]) => {
      const name = `${method.toUpperCase()} ${path}`;
      const now = after.paths[path]?.[method];
      return now
        ? changesOf(operation, now, { before, after }).map(change => `${name}: ${change}`)
        : [`${name}: is gone`];
    }),
  );
  return [...new Set(changes)];
}

interface Documents {
  before: OpenApi;
  after: OpenApi;
}

function changesOf(before: Operation, after: Operation, documents: Documents): string[] {
  return [
    ...parameterChanges(before, after, documents),
    ...bodyChanges(before, after, documents),
    ...Object.entries(before.responses).flatMap(([status, { content }]) => {
      const now = after.responses[status];
      if (!now) return [`no longer answers ${status}`];
      const [was, is] = [schemaOf(content), schemaOf(now.content)];
      if (!was || status >= '400') return [];
      return is ? compare(was, is, documents, `${status}`, 'response') : [`${status} has no body any more`];
    }),
  ];
}

function parameterChanges(
  { parameters: was = [] }: Operation,
  { parameters: is = [] }: Operation,
  documents: Documents,
) {
  const known = new Map(is.map(parameter => [parameter.name, parameter]));
  return [
    ...was.flatMap(({ name, required, schema }) => {
      const now = known.get(name);
      if (!now) return [`parameter ${name} is gone`];
      const isRequired = now.required && !required ? [`parameter ${name} is required`] : [];
      return [...isRequired, ...compare(schema, now.schema, documents, `parameter ${name}`, 'request')];
    }),
    ...is
      .filter(({ name, required }) => required && !was.some(parameter => parameter.name === name))
      .map(({ name }) => `parameter ${name} is required`),
  ];
}

function bodyChanges({ requestBody: was }: Operation, { requestBody: is }: Operation, documents: Documents): string[] {
  const [before, after] = [schemaOf(was?.content), schemaOf(is?.content)];
  if (!before) return is?.required ? ['a body is required'] : [];
  return after ? compare(before, after, documents, 'body', 'request') : ['takes no body any more'];
}

const schemaOf = (content: Record<string, { schema: Json }> | undefined): Json | undefined =>
  content && Object.values(content)[0]?.schema;

type Direction = 'request' | 'response';

/** Compares two schemas. A request may allow more than before, and a response may have more than before. */
function compare(was: Json, is: Json, documents: Documents, at: string, direction: Direction, depth = 0): string[] {
  const before = resolved(was, documents.before);
  const after = resolved(is, documents.after);
  if (depth > DEPTH_MAX) return [];
  const deeper = (one: unknown, other: unknown, path: string): string[] =>
    compare(one as Json, other as Json, documents, path, direction, depth + 1);
  const [forms, formsNow] = [formsOf(before), formsOf(after)];
  if (forms.length > 1 || formsNow.length > 1) {
    // A request may be in any form of before, and a response may come in any form of now.
    return direction === 'request'
      ? forms.flatMap(form => closest(formsNow, form, other => deeper(form, other, at)))
      : formsNow.flatMap(form => closest(forms, form, other => deeper(other, form, at)));
  }
  return [
    ...(typesOf(before) === typesOf(after) ? [] : [`${at} is ${typesOf(after)}, was ${typesOf(before)}`]),
    ...constraintChanges(before, after, at, direction),
    ...memberChanges(before, after, at, direction, deeper),
    ...(before.items && after.items ? deeper(before.items, after.items, `${at}[]`) : []),
  ];
}

const DEPTH_MAX = 30;

function resolved(schema: Json, { components }: OpenApi): Json {
  const { $ref, ...rest } = schema;
  if (typeof $ref !== 'string') return schema;
  return { ...resolved(components.schemas[$ref.split('/').at(-1) ?? ''] ?? {}, { components } as OpenApi), ...rest };
}

const formsOf = (schema: Json): Json[] => (schema.anyOf ?? schema.oneOf ?? [schema]) as Json[];

/** The differences to the form that is like this one, or else to the one with the fewest. */
function closest(forms: Json[], form: Json, differencesTo: (other: Json) => string[]): string[] {
  const alike = forms.filter(other => signOf(other) === signOf(form));
  const all = (alike.length > 0 ? alike : forms).map(differencesTo);
  return all.toSorted((one, other) => one.length - other.length)[0] ?? [];
}

/** The members by which people tell the forms of a union apart: those that are required, and constant values. */
const signOf = (form: Json): string =>
  JSON.stringify([
    form.type,
    [...requiredIn(form)].sort(),
    Object.entries(membersOf(form)).flatMap(([, member]) => (member as Json).const ?? []),
  ]);

const typesOf = ({ type, const: value }: Json): string => JSON.stringify(type ?? typeof value);

function constraintChanges(before: Json, after: Json, at: string, direction: Direction): string[] {
  if (direction === 'response') return [];
  const values = (schema: Json): unknown[] | undefined =>
    schema.const === undefined ? (schema.enum as unknown[] | undefined) : [schema.const];
  const [was, is] = [values(before), values(after)];
  // With another pattern the lengths say nothing: the pattern may have bounded them before.
  if (after.pattern !== undefined && after.pattern !== before.pattern) return [`${at} has another pattern`];
  const gone = is ? (was ?? ['any other value']).filter(value => !is.includes(value)) : [];
  return [
    ...gone.map(value => `${at} does not take ${value}`),
    ...LOWER_BOUNDS.filter(bound => Number(after[bound] ?? -Infinity) > Number(before[bound] ?? -Infinity)).map(
      bound => `${at}: ${bound} is ${after[bound]}, was ${before[bound] ?? 'absent'}`,
    ),
    ...UPPER_BOUNDS.filter(bound => Number(after[bound] ?? Infinity) < Number(before[bound] ?? Infinity)).map(
      bound => `${at}: ${bound} is ${after[bound]}, was ${before[bound] ?? 'absent'}`,
    ),
  ];
}

const LOWER_BOUNDS = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'];
const UPPER_BOUNDS = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'];

function memberChanges(
  before: Json,
  after: Json,
  at: string,
  direction: Direction,
  deeper: (one: unknown, other: unknown, path: string) => string[],
): string[] {
  const [was, is] = [membersOf(before), membersOf(after)];
  const [needed, neededNow] = [requiredIn(before), requiredIn(after)];
  const isRequest = direction === 'request';
  return [
    ...Object.entries(was).flatMap(([name, schema]) => {
      if (!(name in is)) return [`${at}.${name} is gone`];
      const isLess = !isRequest && needed.has(name) && !neededNow.has(name) ? [`${at}.${name} may be absent`] : [];
      return [...isLess, ...deeper(schema, is[name], `${at}.${name}`)];
    }),
    ...[...neededNow].filter(name => isRequest && !needed.has(name)).map(name => `${at}.${name} is required`),
    ...(before.additionalProperties && after.additionalProperties
      ? deeper(before.additionalProperties, after.additionalProperties, `${at}.*`)
      : []),
  ];
}

const membersOf = ({ properties = {} }: Json): Record<string, unknown> => properties as Record<string, unknown>;
const requiredIn = ({ required = [] }: Json): Set<string> => new Set(required as string[]);
