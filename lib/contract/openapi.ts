/** The OpenAPI 3.1 document, generated from the routes, their schemas and the problems. */
import * as z from 'zod/mini';
import { FINAL_PROBLEMS } from './final-problems.ts';
import { chainRefusals } from './problem-order.ts';
import { PROBLEMS, type ProblemCode } from './problems.ts';
import { REQUESTS } from './requests.ts';
import { RESPONSES } from './responses.ts';
import type { Route } from './route.ts';
import type { RequestSchemas, Responses } from './route-schemas.ts';
import type { NamedRoute, OperationId } from './routes.ts';
import { SUMMARIES } from './summaries.ts';

type Json = Record<string, unknown>;

/** The document of these routes. Its components are always those of all routes. */
export function openApiDocument(routes: NamedRoute[]): Json {
  const paths: Record<string, Json> = {};
  for (const [operation, route] of routes) {
    const path = paths[route.path] ?? {};
    paths[route.path] = path;
    path[route.method.toLowerCase()] = operationOf(operation, route);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Holdfast',
      version: '1',
      description: 'Sells seats and counted places for events, flights and trains without ever selling one twice.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(routes.map(([, { area }]) => area))].map(name => ({ name })),
    paths,
    components: {
      schemas: componentSchemas(),
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  };
}

function operationOf(operation: OperationId, route: Route): Json {
  const request: RequestSchemas = REQUESTS[operation];
  const responses = RESPONSES[operation];
  const parameters = [
    ...parametersOf(request.params, 'path'),
    ...parametersOf(request.query, 'query'),
    ...(route.idempotent ? [IDEMPOTENCY_KEY] : []),
    ...(route.signedBy === undefined ? [] : [signatureIn(route.signedBy)]),
  ];
  return {
    operationId: operation,
    summary: SUMMARIES[operation],
    tags: [route.area],
    ...(route.access !== 'public' && { security: [{ bearer: [] }] }),
    ...(parameters.length > 0 && { parameters }),
    ...(request.body && {
      requestBody: { required: true, content: { 'application/json': { schema: schemaOf(request.body, 'input') } } },
    }),
    ...(route.signedBy !== undefined && {
      requestBody: { required: true, content: { 'application/json': { schema: { type: 'object' } } } },
    }),
    responses: { ...successesOf(route, responses), ...problemsOf(route, request, responses) },
  };
}

const signatureIn = (name: string): Json => ({
  name,
  in: 'header',
  required: true,
  description: 'Signs the body, byte by byte.',
  schema: { type: 'string' },
});

const IDEMPOTENCY_KEY: Json = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description:
    'One key, one effect: the same key with the same request gives the first answer again, for 24 hours. ' +
    `Final for the key are also the refusals ${FINAL_PROBLEMS.join(', ')}. ` +
    'After any other problem the same key may succeed later.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};

function parametersOf(schema: z.ZodMiniObject | undefined, place: 'path' | 'query'): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input' }) as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...property }]) => ({
    name,
    in: place,
    required: required.includes(name),
    // Swagger UI shows the description of a parameter, but not that of its schema.
    ...(description !== undefined && { description }),
    schema:
      place === 'query' && !property.enum && name === 'limit'
        ? { type: 'integer', minimum: 1, maximum: 100, default: 20 }
        : property,
  }));
}

function successesOf({ idempotent, limit }: Route, responses: Responses): Record<string, Json> {
  const described = { ...(idempotent && REPLAYED), ...(limit && RATE_LIMIT) };
  const headers = Object.keys(described).length > 0 ? { headers: described } : {};
  const entries = Object.entries(responses).map(([status, body]): [string, Json] => {
    if (body === undefined) return [status, { description: WITHOUT_BODY[status] ?? 'Done; no body.', ...headers }];
    if (typeof body === 'string') return [status, { description: 'Done.', content: { [body]: {} } }];
    return [
      status,
      { description: 'Done.', ...headers, content: { 'application/json': { schema: schemaOf(body, 'output') } } },
    ];
  });
  return Object.fromEntries(entries);
}

/** Descriptions of responses without a body, by status. */
const WITHOUT_BODY: Record<string, string> = {
  302: 'Look there.',
  304: 'The answer that the caller has, by If-None-Match, is still the one; no body.',
};

const REPLAYED: Json = {
  'Idempotent-Replayed': { description: 'true where this is an earlier answer again', schema: { type: 'string' } },
};

const RATE_LIMIT: Json = {
  'RateLimit-Policy': {
    description: 'q calls are let through in any w seconds, by the operation that counts them',
    schema: { type: 'string', examples: ['"place-hold";q=5;w=60'] },
  },
  RateLimit: {
    description: 'r calls are left, and in t seconds there is one more; 429 says the same in Retry-After',
    schema: { type: 'string', examples: ['"place-hold";r=4;t=60'] },
  },
};

/** The problems of the route and of the HTTP chain, by status. A status that a success has too becomes a range. */
function problemsOf(route: Route, request: RequestSchemas, responses: Responses): Record<string, Json> {
  const inChain = [
    ...chainRefusals(route, request),
    ...(route.idempotent ? (['busy'] as const) : []),
    'internal',
  ] as const;
  const own = route.problems.filter(code => !inChain.includes(code));
  const codes = [...inTableOrder(own), ...inTableOrder(inChain)];
  const byStatus = Map.groupBy(codes, code => String(PROBLEMS[code].status));
  return Object.fromEntries(
    [...byStatus].map(([status, these]) => [
      status in responses ? `${status[0]}XX` : status,
      {
        description: these.map(code => `\`${code}\`: ${PROBLEMS[code].title}`).join('\n\n'),
        content: { 'application/problem+json': { schema: reference('Problem') } },
      },
    ]),
  );
}

/** The order of refusals is in docs/problems.md; here it would change the document with each rule that moves. */
const inTableOrder = (codes: readonly ProblemCode[]): ProblemCode[] =>
  (Object.keys(PROBLEMS) as ProblemCode[]).filter(code => codes.includes(code));

const reference = (id: string): Json => ({ $ref: `#/components/schemas/${id}` });

/** A reference to the component, or the schema itself if it is none. */
function schemaOf(schema: z.core.$ZodType, io: 'input' | 'output'): Json {
  const id = z.globalRegistry.get(schema)?.id;
  if (id) return reference(id);
  return withoutMeta(inlined(z.toJSONSchema(schema, { io }) as Json));
}

/** Replaces zod's references into `$defs` by references to the components. */
function inlined({ $defs: _defs, ...schema }: Json): Json {
  return JSON.parse(JSON.stringify(schema).replaceAll('#/$defs/', '#/components/schemas/')) as Json;
}

/**
 * The named schemas in the order of the document. zod's registry has them in the order in which their modules load, which
 * changes whenever an import moves.
 */
export const COMPONENTS: readonly string[] = [
  'Money',
  'SeatId',
  'Label',
  'NewSection',
  'NewEvent',
  'Event',
  'Availability',
  'SeatMap',
  'SeatMapChanges',
  'Block',
  'EditPreview',
  'NewDemoCustomers',
  'DemoCustomers',
  'Health',
  'Problem',
  'Registration',
  'Credentials',
  'Refresh',
  'NewPassword',
  'User',
  'NewRole',
  'SignedIn',
  'NewHold',
  'Hold',
  'Payment',
  'AcceptedPayment',
  'NewBooking',
  'Refund',
  'NumberedRefund',
  'Ticket',
  'Booking',
  'NewCancellation',
  'Cancellation',
  'Stats',
  'SoldBooking',
  'LiveHold',
  'PaymentRefund',
  'UnfinishedPayment',
  'Settlement',
  'Occupancy',
  'JournalEntry',
  'SectionChanges',
  'EventChanges',
  'Violation',
  'Integrity',
  'PaymentSimulator',
  'NewPaymentSimulator',
];

/** A component that is not listed comes last; a test then fails. */
function componentSchemas(): Json {
  const { schemas } = z.toJSONSchema(z.globalRegistry, { uri: id => `#/components/schemas/${id}`, io: 'input' });
  const positionOf = (id: string): number => (COMPONENTS.includes(id) ? COMPONENTS.indexOf(id) : COMPONENTS.length);
  return Object.fromEntries(
    Object.entries(schemas)
      .toSorted(([one], [other]) => positionOf(one) - positionOf(other))
      .map(([id, schema]) => [id, withoutMeta(schema as Json)]),
  );
}

const withoutMeta = ({ $schema: _schema, $id: _id, id: _name, ...schema }: Json): Json => schema;
