/** Requests of a Postman collection (format 2.1), made from the operations of the OpenAPI document. */
import type { openApiDocument } from '../../contract/openapi.ts';
import type { OperationId } from '../../contract/routes.ts';

export interface PostmanRequest {
  method: string;
  description: string;
  header: { key: string; value: string; description?: string; disabled?: true }[];
  url: {
    raw: string;
    host: string[];
    path: string[];
    variable: { key: string; value: string }[];
    query: { key: string; value: string; description?: string; disabled?: true }[];
  };
  auth?: { type: 'noauth' };
  body?: { mode: 'raw'; raw: string; options: { raw: { language: 'json' } } };
}

interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  description?: string;
}

export interface Operation {
  id: OperationId;
  method: string;
  path: string;
  area: string;
  summary: string;
  description?: string;
  isPublic: boolean;
  parameters: Parameter[];
  /** The example of its body. */
  example?: unknown;
}

type Document = ReturnType<typeof openApiDocument>;

/** The operations of a document, in its order. */
export function operationsOf(document: Document): Operation[] {
  const paths = Object.entries(document.paths as Record<string, Record<string, Described>>);
  return paths.flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => operationOf(path, method, described)),
  );
}

interface Described {
  operationId: OperationId;
  summary: string;
  description?: string;
  tags: [string];
  security: object[];
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { example?: unknown; examples?: Record<string, { value: unknown }> }> };
}

function operationOf(path: string, method: string, described: Described): Operation {
  const { operationId: id, summary, description, tags, security, parameters = [], requestBody } = described;
  const { example, examples } = requestBody?.content['application/json'] ?? {};
  const shown = example ?? Object.values(examples ?? {})[0]?.value;
  return {
    id,
    method: method.toUpperCase(),
    path,
    area: tags[0],
    summary,
    ...(description !== undefined && { description }),
    isPublic: security.length === 0 || security.some(scheme => Object.keys(scheme).length === 0),
    parameters,
    ...(shown !== undefined && { example: shown }),
  };
}

/** The values that a request has instead of those of the document. */
export interface RequestValues {
  query?: Record<string, string>;
  /** An expression of Postman; a new random key by default. */
  key?: string;
  body?: unknown;
}

/**
 * The request of an operation. The parameters of its path are variables of the collection with the same names. Parameters of the
 * query that have no value here are listed, and not sent.
 */
export function requestOf(operation: Operation, { query = {}, key, body }: RequestValues = {}): PostmanRequest {
  const { method, path, summary, description, isPublic, parameters, example } = operation;
  const parts = path.slice(1).split('/');
  const sent = Object.entries(query).map(([name, value]) => `${name}=${value}`);
  const shownBody = body ?? example;
  return {
    method,
    description: [summary, description].filter(Boolean).join('.\n\n'),
    header: headersOf(parameters, key, shownBody !== undefined),
    url: {
      raw: `{{baseUrl}}/${parts.map(colon).join('/')}${sent.length > 0 ? `?${sent.join('&')}` : ''}`,
      host: ['{{baseUrl}}'],
      path: parts.map(colon),
      variable: parts.flatMap(part => (isVariable(part) ? [{ key: bare(part), value: `{{${bare(part)}}}` }] : [])),
      query: parameters.filter(parameter => parameter.in === 'query').map(parameter => queryOf(parameter, query)),
    },
    ...(isPublic && { auth: { type: 'noauth' } }),
    ...(shownBody !== undefined && {
      body: { mode: 'raw', raw: JSON.stringify(shownBody, null, 2), options: { raw: { language: 'json' } } },
    }),
  };
}

const isVariable = (part: string): boolean => part.startsWith('{');
const bare = (part: string): string => part.slice(1, -1);
const colon = (part: string): string => (isVariable(part) ? `:${bare(part)}` : part);

function headersOf(parameters: Parameter[], key: string | undefined, hasBody: boolean): PostmanRequest['header'] {
  const own = parameters.filter(parameter => parameter.in === 'header');
  return [
    ...(hasBody ? [{ key: 'Content-Type', value: 'application/json' }] : []),
    ...own.map(({ name, description }) => ({
      key: name,
      value: name === 'Idempotency-Key' ? (key ?? '{{$guid}}') : '',
      ...(description !== undefined && { description }),
      ...(name !== 'Idempotency-Key' && { disabled: true as const }),
    })),
  ];
}

function queryOf(
  { name, description }: Parameter,
  query: Record<string, string>,
): PostmanRequest['url']['query'][number] {
  const value = query[name];
  return {
    key: name,
    value: value ?? '',
    ...(description !== undefined && { description }),
    ...(value === undefined && { disabled: true as const }),
  };
}
