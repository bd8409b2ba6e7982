/**
 * Finds the breaking changes between two OpenAPI documents. A line names the operation or component, then the change:
 * `POST /v1/bookings: the request field reason is required`. A component that both documents have is compared once for
 * requests and once for responses, however many operations use it.
 */
import { isDeepStrictEqual } from 'node:util';
import { breaksInSchema, type Direction, type Schema, type SchemaPair } from './schemas.ts';

export interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

interface Operation {
  operationId?: string;
  security?: unknown[];
  parameters?: { name: string; in: string; required?: boolean; schema: Schema }[];
  requestBody?: { required?: boolean; content: Content };
  responses: Record<string, { headers?: Record<string, unknown>; content?: Content }>;
}
type Content = Record<string, { schema?: Schema }>;

/** Returns the lines of all breaking changes, sorted. `samples` are texts that released patterns accept. */
export function breakingChanges(
  released: Document,
  current: Document,
  samples: Record<string, string[]> = {},
): string[] {
  const lines = new Set<string>();
  const components = new Map<string, { pair: SchemaPair; direction: Direction }>();
  const compare = (place: string, subject: string, direction: Direction, pair: SchemaPair): void => {
    const found = breaksInSchema(pair, direction, {
      documents: { released, current },
      samplesOf: pattern => samples[pattern] ?? [],
      meet: (name, met) => {
        const key = `${name} in ${direction}s`;
        if (!components.has(key)) components.set(key, { pair: met, direction });
      },
    });
    for (const { path, what } of found) lines.add(`${place}: ${[subject, path].filter(Boolean).join(' ')} ${what}`);
  };
  for (const [path, methods] of Object.entries(released.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const place = `${method.toUpperCase()} ${path}`;
      const now = current.paths[path]?.[method];
      if (!now) lines.add(`${place}: removed`);
      else
        for (const what of breaksInOperation(operation, now, (...args) => compare(place, ...args)))
          lines.add(`${place}: ${what}`);
    }
  }
  // A Map also visits the components that are met meanwhile.
  for (const [place, { pair, direction }] of components) compare(place, '', direction, pair);
  return [...lines].sort();
}

/** An empty alternative lets anyone call. */
const needsToken = ({ security = [] }: Operation): boolean =>
  security.length > 0 && !security.some(scheme => Object.keys(scheme as object).length === 0);

type Compare = (subject: string, direction: Direction, pair: SchemaPair) => void;

function breaksInOperation(before: Operation, now: Operation, compare: Compare): string[] {
  return [
    ...(before.operationId === now.operationId ? [] : [`its operationId is now ${now.operationId}`]),
    ...(needsToken(now) && !needsToken(before) ? ['a caller must be signed in'] : []),
    ...breaksInParameters(before.parameters ?? [], now.parameters ?? [], compare),
    ...breaksInBody(before.requestBody, now.requestBody, compare),
    ...breaksInResponses(before.responses, now.responses, compare),
  ];
}

function breaksInParameters(
  before: NonNullable<Operation['parameters']>,
  now: NonNullable<Operation['parameters']>,
  compare: Compare,
): string[] {
  const nameOf = (parameter: { in: string; name: string }): string => `${parameter.in} parameter ${parameter.name}`;
  const old = new Map(before.map(parameter => [nameOf(parameter), parameter]));
  const kept = new Map(now.map(parameter => [nameOf(parameter), parameter]));
  for (const [name, parameter] of old) {
    const same = kept.get(name);
    if (same) {
      const [released, current] = [parameter, same].map(onTheWire) as [Schema, Schema];
      compare(`the ${name}`, 'request', { released, current });
    }
  }
  const required = now.filter(parameter => parameter.required && !old.get(nameOf(parameter))?.required).map(nameOf);
  return [
    ...[...old.keys()].filter(name => !kept.has(name)).map(name => `the ${name} is removed`),
    ...required.map(name => `the ${name} is required`),
  ];
}

/** The schema of a parameter. `true` and `false` in a query are the same, whether documented as texts or as a boolean. */
function onTheWire({ in: place, schema }: NonNullable<Operation['parameters']>[number]): Schema {
  const { enum: values, default: fallback, ...others } = schema;
  if (place !== 'query' || !isDeepStrictEqual(values, ['true', 'false'])) return schema;
  return { ...others, type: 'boolean', ...(fallback !== undefined && { default: fallback === 'true' }) };
}

function breaksInBody(before: Operation['requestBody'], now: Operation['requestBody'], compare: Compare): string[] {
  if (!before) return now?.required ? ['a request body is required'] : [];
  if (!now) return ['the request body is removed'];
  return [
    ...(now.required && !before.required ? ['a request body is required'] : []),
    ...breaksInContent(before.content, now.content, 'the request', 'request', compare),
  ];
}

function breaksInResponses(before: Operation['responses'], now: Operation['responses'], compare: Compare): string[] {
  return Object.entries(before).flatMap(([status, response]) => {
    // A status may be documented by its range, and a range by its statuses.
    const inRange = Object.keys(now).find(other => status.endsWith('XX') && other[0] === status[0]);
    const same = now[status] ?? now[`${status[0]}XX`] ?? (inRange && now[inRange]);
    const subject = `the response ${status}`;
    if (!same) return [`${subject} is removed`];
    const headers = Object.keys(response.headers ?? {}).filter(name => !(name in (same.headers ?? {})));
    return [
      ...headers.map(name => `${subject} has no header ${name}`),
      ...breaksInContent(response.content ?? {}, same.content ?? {}, subject, 'response', compare),
    ];
  });
}

function breaksInContent(
  before: Content,
  now: Content,
  subject: string,
  direction: Direction,
  compare: Compare,
): string[] {
  return Object.entries(before).flatMap(([type, { schema: released }]) => {
    const same = now[type];
    if (!same) return [`${subject} is no ${type}`];
    const { schema: current } = same;
    if (released && current) compare(subject, direction, { released, current });
    else if (direction === 'response' && released) return [`${subject} has no schema`];
    else if (direction === 'request' && current) compare(subject, direction, { released: {}, current });
    return [];
  });
}
