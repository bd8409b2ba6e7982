/** The parameters and bodies of requests in the OpenAPI document. */
import type * as z from 'zod/mini';
import { EXAMPLE_KEY } from './example-key.ts';
import type { OperationExamples } from './examples.ts';
import { FINAL_PROBLEMS } from './final-problems.ts';
import { type Json, jsonSchemaOf, schemaOf } from './openapi-schemas.ts';
import type { Route } from './route.ts';
import type { RequestSchemas } from './route-schemas.ts';

export function parametersOf(route: Route, { params, query }: RequestSchemas, hasUnchanged: boolean): Json[] {
  return [
    ...parametersIn(params, 'path'),
    ...parametersIn(query, 'query'),
    ...(route.idempotent ? [idempotencyKey(route.idempotent === true)] : []),
    ...(route.sessionCookie ? [SESSION_HEADER] : []),
    ...(route.takesIfMatch ? [IF_MATCH] : []),
    ...(hasUnchanged ? [IF_NONE_MATCH] : []),
    ...(route.signedBy === undefined ? [] : [signatureIn(route.signedBy)]),
  ];
}

function parametersIn(schema: z.ZodMiniObject | undefined, place: 'path' | 'query'): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = jsonSchemaOf(schema, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...property }]) => ({
    name,
    in: place,
    required: required.includes(name),
    // Swagger UI shows the description of a parameter, but not that of its schema.
    ...(description !== undefined && { description }),
    schema: property,
  }));
}

const idempotencyKey = (required: boolean): Json => ({
  name: 'Idempotency-Key',
  in: 'header',
  required,
  description:
    (required ? '' : 'Without a key each call has its effect. ') +
    'One key, one effect: the same key with the same request gives the first answer again, for 24 hours. ' +
    `Final for the key are also the refusals ${FINAL_PROBLEMS.join(', ')}. ` +
    'After any other problem the same key may succeed later. ' +
    'Random keys are best. Of a key that contains an e-mail address only a digest is stored.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
  example: EXAMPLE_KEY,
});

const SESSION_HEADER: Json = {
  name: 'Holdfast-Session',
  in: 'header',
  required: true,
  description: 'Proves that a page of this origin has sent the request: no form of another site can send it.',
  schema: { type: 'string', const: 'cookie' },
};

const IF_MATCH: Json = {
  name: 'If-Match',
  in: 'header',
  required: false,
  description:
    'The ETag of the event as the caller has read it: the edit is refused with `event-changed` if the event was edited since. ' +
    'Several tags, or `*`, are possible. Only the version in the tag counts, not the status. The edit that was made last ' +
    'counts as done if it is repeated with the same tag.',
  schema: { type: 'string', maxLength: 1_000 },
};

const IF_NONE_MATCH: Json = {
  name: 'If-None-Match',
  in: 'header',
  required: false,
  description: 'The ETag of an answer that the caller has.',
  schema: { type: 'string' },
};

const signatureIn = (name: string): Json => ({
  name,
  in: 'header',
  required: true,
  description: 'Signs the body, byte by byte.',
  schema: { type: 'string' },
});

/** The body of a request. It may be left out if its schema accepts an empty object. */
export function requestBodyOf(
  { signedBy }: Route,
  { body }: RequestSchemas,
  examples: OperationExamples,
): Json | undefined {
  if (signedBy !== undefined) return bodyOf({ type: 'object' }, examples, true);
  return body && bodyOf(schemaOf(body, 'input'), examples, !body.safeParse({}).success);
}

/** Swagger UI fills in the first of several examples. */
const bodyOf = (schema: Json, { request, requests }: OperationExamples, required: boolean): Json => ({
  required,
  content: {
    'application/json': {
      schema,
      ...(request !== undefined && { example: request }),
      ...(requests && { examples: requests }),
    },
  },
});
