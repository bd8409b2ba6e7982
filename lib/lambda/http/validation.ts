/** The step that validates the form of a request by its schemas. The refusal lists all errors at once. */
import { createHash } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { IF_MATCH_FORM, versionsIn } from '../../contract/events/entity-tags.ts';
import { parse } from '../../contract/field-errors.ts';
import { unknownField } from '../../contract/messages.ts';
import { ABSENT_BY_PARAMETER } from '../../contract/problems.ts';
import type { Route, SignedBody } from '../../contract/route.ts';
import type { RequestSchemas } from '../../contract/route-schemas.ts';
import type { OperationId } from '../../contract/routes.ts';
import { empty } from '../../contract/schema-parts.ts';
import type { ExpectedVersions } from '../../domain/expected-versions.ts';
import { BODY_BYTES_MAX } from '../../domain/limits.ts';
import { type FieldError, invalid, Refusal, type RefusalCode, refuse } from '../../domain/refusals.ts';
import { decodeUtf8, withoutByteOrderMark } from '../../domain/utf8.ts';
import { HttpProblem } from './http-problem.ts';
import { chooseMediaType } from './media-types.ts';
import type { Middleware } from './middleware.ts';
import { type HttpState, requireState, stateOf } from './request-state.ts';

type Validated = Pick<HttpState, 'request' | 'idempotency' | 'ifMatch'>;

/** Parses and validates parameters, query, body and idempotency key by the operation's schemas. */
export const validate = (requests: Partial<Record<OperationId, RequestSchemas>>): Middleware => ({
  before: async ({ event }) => {
    const operation = requireState(event, 'operation');
    const schemas = requests[operation] ?? {};
    Object.assign(stateOf(event), validateRequest(event, { operation, route: requireState(event, 'route'), schemas }));
  },
});

/**
 * Throws the first of: too large, encoded, wrong media type, no UTF-8, no JSON, no key, an id of another form, other errors, no
 * media type that the caller accepts.
 */
export function validateRequest(
  event: APIGatewayProxyEventV2,
  { operation, route, schemas }: { operation: OperationId; route: Route; schemas: RequestSchemas },
): Validated {
  const bytes = bytesOf(event, route);
  refuseEncoded(event);
  const signed: SignedBody | undefined =
    route.signedBy === undefined ? undefined : { bytes, signature: event.headers[route.signedBy] };
  const json = signed ? {} : jsonIn(bytes, event, { route, schemas });
  const key = keyOf(event, route);
  const params = parse(schemas.params ?? empty, event.pathParameters ?? {}, 'params');
  if (params.errors.length > 0) throw absentOf(params.errors);

  requireDecodable(event);
  const query = parse(schemas.query ?? empty, event.queryStringParameters ?? {}, 'query');
  const body = parse(schemas.body ?? empty, json, 'body');
  const ifMatch = ifMatchOf(event, route);
  const refusal = invalid([...query.errors, ...body.errors, ...(key?.errors ?? []), ...(ifMatch?.errors ?? [])]);
  if (refusal) throw refusal;

  const request = {
    params: params.value,
    query: query.value,
    body: signed ?? body.value,
    ...(route.produces && { mediaType: chooseMediaType(event.headers.accept, route.produces) }),
  };
  if (!key) return { request, ifMatch: ifMatch?.value };
  return { request, idempotency: { key: key.value, operation, fingerprint: fingerprintOf(operation, request) } };
}

/** API Gateway encodes a body in base64 unless its media type is text. */
function bytesOf({ body = '', isBase64Encoded }: APIGatewayProxyEventV2, route: Route): Buffer {
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  const bytesMax = route.bodyBytesMax ?? BODY_BYTES_MAX;
  if (bytes.length > bytesMax) throw new HttpProblem('payload-too-large', { bytesMax });
  return bytes;
}

/** Nothing here decodes a body, so any coding but `identity` is refused (RFC 9110, section 15.5.16). */
function refuseEncoded({ headers }: APIGatewayProxyEventV2): void {
  const codings = (headers['content-encoding'] ?? '').split(',').map(coding => coding.trim().toLowerCase());
  if (codings.every(coding => coding === '' || coding === 'identity')) return;
  throw new HttpProblem('unsupported-media-type', { is: 'encoded' });
}

/**
 * Returns the text of a body. Refuses bytes that are not UTF-8, and U+FFFD, with which software replaces such bytes. Otherwise
 * different texts, such as two passwords, could become the same one. A scanned text may have U+FFFD: it is then no code of ours.
 */
function textOf(bytes: Buffer, { takesScannedText }: Route): string {
  const decoded = decodeUtf8(bytes);
  if ('badAt' in decoded) {
    const byte = bytes[decoded.badAt]?.toString(16).toUpperCase();
    throw invalidAt('body', `must be UTF-8, but its byte ${decoded.badAt + 1} (0x${byte}) is not`);
  }
  if (takesScannedText || !decoded.text.includes(REPLACEMENT)) return withoutByteOrderMark(decoded.text);
  throw invalidAt('body', 'must be UTF-8: it has U+FFFD, which replaces characters that could not be decoded');
}

const REPLACEMENT = '\ufffd';

/** Refuses a query that is not percent-encoded UTF-8. API Gateway decodes queries, and would replace or keep such bytes. */
function requireDecodable({ rawQueryString = '' }: APIGatewayProxyEventV2): void {
  try {
    decodeURIComponent(rawQueryString);
  } catch {
    throw invalidAt('query', 'must be percent-encoded UTF-8; encode a percent sign as %25');
  }
}

const invalidAt = (path: string, message: string): Refusal<'validation-failed'> =>
  new Refusal('validation-failed', { errors: [{ path, message }] });

function jsonIn(
  bytes: Buffer,
  event: APIGatewayProxyEventV2,
  { route, schemas: { body } }: { route: Route; schemas: RequestSchemas },
): unknown {
  if (bytes.length === 0 && (!body || body.safeParse({}).success)) return {};
  const mediaType = (event.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (mediaType !== 'application/json') throw new HttpProblem('unsupported-media-type', { is: 'of another type' });
  return parseJson(bytes, route);
}

function parseJson(bytes: Buffer, route: Route): unknown {
  try {
    return JSON.parse(textOf(bytes, route), refusePrototype);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw invalidAt('body', `must be valid JSON${placeOf(error)}`);
  }
}

/**
 * The JSON of a body before it is validated; undefined if it has none, because validation then refuses it. Limits count by it, so
 * it must be read exactly as validation reads it.
 */
export function unvalidatedJson(event: APIGatewayProxyEventV2, route: Route): unknown {
  try {
    return parseJson(bytesOf(event, route), route);
  } catch (error) {
    if (error instanceof Refusal || error instanceof HttpProblem) return undefined;
    throw error;
  }
}

/** Whether the body has the member, whatever its form is. */
export function bodyHas(event: APIGatewayProxyEventV2, route: Route, name: string): boolean {
  const body = unvalidatedJson(event, route);
  return typeof body === 'object' && body !== null && Object.hasOwn(body, name);
}

/** The place that V8 names in most messages of syntax errors. The rest of a message repeats the body, which may be secret. */
function placeOf(error: unknown): string {
  const message = String(error);
  if (message.includes('Unexpected end')) return ', but it ends too early';
  const [, line, column] = /\(line (\d+) column (\d+)\)$/.exec(message) ?? [];
  return line === undefined ? '' : `, but line ${line} has an error at column ${column}`;
}

/** No schema has a field of this name, and zod would ignore it silently. */
function refusePrototype(name: string, value: unknown): unknown {
  if (name !== '__proto__') return value;
  throw new Refusal('validation-failed', { errors: [{ path: 'body', message: unknownField('__proto__') }] });
}

/** Whether a text has the form of an idempotency key. A longer one would not fit into the key of a row. */
export const isKey = (text: string): boolean => KEY.test(text);
const KEY = /^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/;

/** Some calls work without a key. An empty key is no key. */
function keyOf(
  { headers }: APIGatewayProxyEventV2,
  { idempotent }: Route,
): { value: string; errors: FieldError[] } | undefined {
  const value = headers['idempotency-key'];
  if (!idempotent || (!value && idempotent === 'if-keyed')) return undefined;
  if (!value) throw new HttpProblem('idempotency-key-required', {});
  return { value, errors: faultsOfKey(value).map(message => ({ path: 'headers.idempotency-key', message })) };
}

const faultsOfKey = (key: string): string[] => (isKey(key) ? [] : ['must be 1 to 255 printable ASCII characters']);

function ifMatchOf(
  { headers }: APIGatewayProxyEventV2,
  { takesIfMatch }: Route,
): { value: ExpectedVersions; errors: FieldError[] } | undefined {
  const text = headers['if-match'];
  if (!takesIfMatch || text === undefined) return undefined;
  const value = versionsIn(text);
  return { value, errors: value === undefined ? [{ path: 'headers.if-match', message: IF_MATCH_FORM }] : [] };
}

function absentOf(errors: FieldError[]): Error {
  const code = ABSENT_BY_PARAMETER[errors[0]?.path.split('.')[1] ?? ''];
  return code ? refuse(code as RefusalCode & 'event-not-found') : new HttpProblem('route-not-found', {});
}

/** A digest of the request. It does not depend on the order of keys or on white space. */
function fingerprintOf(operation: OperationId, request: unknown): string {
  return createHash('sha256')
    .update(`${operation}\n${canonical(request)}`)
    .digest('base64url');
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  const sorted = entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join()}}`;
}
