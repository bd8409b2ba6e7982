/** The responses of operations in the OpenAPI document: their successes, and for each status the problems that it can have. */
import type { OperationExamples } from './examples.ts';
import { type Json, reference, schemaOf } from './openapi-schemas.ts';
import { chainRefusals } from './problem-order.ts';
import { problemComponent } from './problem-schemas.ts';
import { PROBLEMS, type ProblemCode } from './problems.ts';
import type { MediaType, Route } from './route.ts';
import { isJsonSchema, type RequestSchemas, type Responses } from './route-schemas.ts';

/** By status. A status that both a success and a problem have has the content of both. */
export function responsesOf(
  route: Route,
  request: RequestSchemas,
  responses: Responses,
  examples: OperationExamples,
): Record<string, Json> {
  const successes = successesOf(route, responses, examples);
  for (const [status, problem] of Object.entries(problemsOf(route, request, responses))) {
    const success = successes[status];
    successes[status] = success ? joined(success, problem) : problem;
  }
  return successes;
}

const joined = (success: Json, problem: Json): Json => ({
  ...success,
  headers: { ...(problem.headers as Json), ...(success.headers as Json) },
  content: { ...(success.content as Json), ...(problem.content as Json) },
});

// Successes

function successesOf(
  { idempotent, limit, furtherLimits, takesIfMatch, isCached, mayAnswerLater, produces = [] }: Route,
  responses: Responses,
  { responses: examples = {}, csv }: OperationExamples,
): Record<string, Json> {
  const described = {
    ...(produces.length > 0 && LINK),
    ...(produces.includes('text/csv') && CSV_FILE),
    ...(idempotent && REPLAYED),
    ...((limit ?? furtherLimits) && RATE_LIMIT),
    ...(isCached && CACHE_STATUS),
    ...(mayAnswerLater && RETRY_AFTER),
    ...(('304' in responses || (takesIfMatch && '200' in responses)) && ETAG),
  };
  const headers = Object.keys(described).length > 0 ? { headers: described } : {};
  const entries = Object.entries(responses).map(([status, body]): [string, Json] => {
    const description = DESCRIPTIONS[status] ?? 'Done.';
    if (body === undefined) {
      const own = { ...described, ...OF_STATUS[status] };
      const all = Object.keys(own).length > 0 ? { headers: own } : {};
      return [status, { description: WITHOUT_BODY[status] ?? description, ...all }];
    }
    if (!isJsonSchema(body)) {
      const content = Object.fromEntries(
        [body].flat().map(type => [type, { schema: { type: type === 'application/json' ? 'object' : 'string' } }]),
      );
      return [status, { description, content }];
    }
    const example = examples[Number(status)];
    const json = { schema: schemaOf(body, 'output'), ...(example !== undefined && { example }) };
    return [status, { description, ...headers, content: { 'application/json': json, ...otherForms(produces, csv) } }];
  });
  return Object.fromEntries(entries);
}

const DESCRIPTIONS: Record<string, string> = {
  201: 'Created.',
  202: 'Accepted: the rest is done in the background.',
  503: 'Unavailable.',
};

/** Descriptions of responses without a body, by status. */
const WITHOUT_BODY: Record<string, string> = {
  202: 'Accepted: the rest is done in the background; no body.',
  204: 'Done; no body.',
  302: 'The address is in the header Location.',
  304: 'The answer that the caller has, by If-None-Match, is still the one; no body.',
};

/** Headers of a status without a body. */
const OF_STATUS: Record<string, Json> = {
  302: { Location: { description: 'the address', schema: { type: 'string' } } },
};

const CACHE_STATUS: Json = {
  'X-Cache-Status': {
    description: 'HIT: from the cache of the process, at most 5 s old; MISS: just read',
    schema: { type: 'string', enum: ['HIT', 'MISS'] },
  },
};

const REPLAYED: Json = {
  'Idempotent-Replayed': { description: 'true if this is an earlier answer again', schema: { type: 'string' } },
};

/** The forms of a response besides JSON. */
const otherForms = (produces: readonly MediaType[], csv: string | undefined): Json =>
  produces.includes('text/csv')
    ? { 'text/csv': { schema: { type: 'string' }, ...(csv !== undefined && { example: csv }) } }
    : {};

const LINK: Json = {
  Link: {
    description: 'the address of the next page, with rel="next" (RFC 8288); absent on the last one',
    schema: { type: 'string' },
  },
};

const CSV_FILE: Json = {
  'Content-Disposition': {
    description: 'only with CSV: the name under which a browser keeps it',
    schema: { type: 'string' },
  },
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

const ETAG: Json = {
  ETag: { description: 'for If-None-Match, or for If-Match of an edit', schema: { type: 'string' } },
};

// Problems

/**
 * The problems of every route: a request may have an unknown parameter, an encoded body, a body where none is expected, or another
 * method.
 */
const OF_EVERY_ROUTE: readonly ProblemCode[] = [
  'validation-failed',
  'method-not-allowed',
  'payload-too-large',
  'unsupported-media-type',
  'headers-too-large',
  'internal',
  'busy',
];

function problemsOf(route: Route, request: RequestSchemas, responses: Responses): Record<string, Json> {
  const inChain = [
    ...chainRefusals(route, request),
    ...(isList(responses) ? (['not-acceptable'] as const) : []),
    ...OF_EVERY_ROUTE,
  ];
  const codes = inTableOrder([...route.problems, ...inChain]);
  const byStatus = Map.groupBy(codes, code => String(PROBLEMS[code].status));
  return Object.fromEntries([...byStatus].map(([status, these]) => [status, problemResponse(these, route)]));
}

/** A long page may be too large without compression. */
const isList = (responses: Responses): boolean => {
  const body = responses[200];
  return isJsonSchema(body) && 'shape' in body && 'nextCursor' in (body.shape as object);
};

/** A refused call counts too, so its answer also says how many are left. */
function problemResponse(codes: ProblemCode[], { limit, furtherLimits }: Route): Json {
  const headers = Object.assign({}, (limit ?? furtherLimits) && RATE_LIMIT, ...codes.map(code => HEADERS[code] ?? {}));
  return {
    description: codes.map(code => `\`${code}\`: ${PROBLEMS[code].title}`).join('\n\n'),
    ...(Object.keys(headers).length > 0 && { headers }),
    content: { 'application/problem+json': { schema: unionOf(codes) } },
  };
}

/** The order of refusals is in docs/problems.md; here it would change the document with each rule that moves. */
const inTableOrder = (codes: readonly ProblemCode[]): ProblemCode[] =>
  (Object.keys(PROBLEMS) as ProblemCode[]).filter(code => codes.includes(code));

function unionOf(codes: ProblemCode[]): Json {
  const references = codes.map(code => reference(problemComponent(code)));
  if (references.length === 1) return references[0] as Json;
  const mapping = Object.fromEntries(codes.map(code => [code, reference(problemComponent(code)).$ref]));
  return { oneOf: references, discriminator: { propertyName: 'code', mapping } };
}

const RETRY_AFTER: Json = {
  'Retry-After': { description: 'seconds until the next attempt', schema: { type: 'integer', minimum: 0 } },
};
const AUTHENTICATE: Json = {
  'WWW-Authenticate': { description: 'the scheme to sign in with', schema: { type: 'string' } },
};
const HEADERS: { [Code in ProblemCode]?: Json } = {
  'method-not-allowed': { Allow: { description: 'the methods of the path', schema: { type: 'string' } } },
  unauthenticated: AUTHENTICATE,
  'bad-credentials': AUTHENTICATE,
  'invalid-refresh-token': AUTHENTICATE,
  'unsupported-media-type': {
    'Accept-Encoding': { description: 'identity: no content coding is accepted', schema: { type: 'string' } },
  },
  'rate-limited': { ...RATE_LIMIT, ...RETRY_AFTER },
  busy: RETRY_AFTER,
  'payment-unavailable': RETRY_AFTER,
};
