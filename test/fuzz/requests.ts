/** Draws requests of an operation: right ones, ones at the boundary, and hostile ones. */
import type { Operation, Parameter } from './document.ts';
import { type Draws, HOSTILE_BODIES, HOSTILE_TEXTS, HOSTILE_VALUES } from './draws.ts';
import type { Known } from './known.ts';

export interface FuzzRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string | Buffer;
}

/** The share of requests, and of the parts of a hostile request, that are changed. */
const HOSTILE_SHARE = 0.5;
const KEYS = 12;

export function drawRequest(operation: Operation, draws: Draws, known: Known): FuzzRequest {
  const isHostile = draws.chance(HOSTILE_SHARE);
  const isHead = operation.method === 'GET' && draws.chance(0.1);
  const body = bodyOf(operation, draws, known, isHostile);
  return {
    method: isHead ? 'HEAD' : operation.method,
    path: pathOf(operation, draws, known, isHostile),
    headers: { ...headersOf(operation, draws, known, isHostile), ...(body !== undefined && typeOf(draws, isHostile)) },
    ...(body !== undefined && { body }),
  };
}

function pathOf({ path, parameters }: Operation, draws: Draws, known: Known, isHostile: boolean): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value =
      isHostile && draws.chance(0.2) ? hostileSegment(draws) : (known.valueOf(name, draws) ?? FALLBACK[name]);
    return encodeURIComponent(value ?? 'x');
  });
  const query = parameters
    .filter(parameter => parameter.in === 'query' && draws.chance(0.3))
    .map(parameter => [parameter.name, textFor(parameter, draws, known, isHostile)]);
  if (isHostile && draws.chance(0.1)) query.push([draws.one(['unknown', 'limit', '__proto__', 'fresh']), '1']);
  const search = query.map(([name = '', value = '']) => `${name}=${encodeText(value)}`).join('&');
  return search === '' ? filled : `${filled}?${search}`;
}

const FALLBACK: Record<string, string> = { file: 'problems' };

/** An empty segment or one of dots is another path. */
const hostileSegment = (draws: Draws): string =>
  draws.one(HOSTILE_TEXTS.filter(text => text !== '' && !text.startsWith('.') && text.length < 2_000).map(wellFormed));

/** A lone surrogate cannot be sent in a path. */
const wellFormed = (text: string): string => text.toWellFormed();
const encodeText = (text: string): string => encodeURIComponent(wellFormed(text)).slice(0, 6_000).replace(/%.?$/, '');

function textFor({ name, schema }: Parameter, draws: Draws, known: Known, isHostile: boolean): string {
  if (isHostile && draws.chance(0.4)) return draws.one(HOSTILE_TEXTS);
  const value = known.valueOf(name, draws);
  if (value !== undefined) return value;
  if (schema.enum) return String(draws.one(schema.enum));
  if (schema.type === 'boolean') return draws.one(['true', 'false']);
  if (schema.type === 'integer') return draws.one(['1', '2', '100']);
  return draws.one(['2030-01-01T00:00:00Z', '2027-04-01', 'graz', 'concert', 'me', 'a@holdfast.example']);
}

function headersOf({ parameters }: Operation, draws: Draws, known: Known, isHostile: boolean): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const { name, in: place, required } of parameters) {
    if (place !== 'header') continue;
    if (required ? isHostile && draws.chance(0.1) : draws.chance(0.6)) continue;
    headers[name] = headerFor(name, draws, known, isHostile);
  }
  if (isHostile && draws.chance(0.1))
    headers.accept = draws.one(['text/csv', 'text/html', 'application/xml', '*/*;q=0', 'x']);
  if (isHostile && draws.chance(0.1)) headers['accept-encoding'] = draws.one(['gzip', 'br', 'identity;q=0', 'x']);
  if (isHostile && draws.chance(0.05)) headers['content-encoding'] = draws.one(['gzip', 'identity', 'x']);
  if (isHostile && draws.chance(0.05)) headers['x-request-id'] = draws.one(['ok-1', '<script>', 'x'.repeat(100)]);
  if (isHostile && draws.chance(0.05)) headers['x-forwarded-for'] = draws.one(['1.2.3.4', 'x, y', '::1']);
  return headers;
}

/** Few keys, so that they are used again: for the same request, and for another one. */
function headerFor(name: string, draws: Draws, known: Known, isHostile: boolean): string {
  if (name === 'Idempotency-Key') {
    if (isHostile && draws.chance(0.2)) return draws.one(['', ' ', 'x'.repeat(300), 'a b', '\u00fc', 'a,b']);
    return draws.chance(0.3) ? `key-${draws.below(KEYS)}` : `key-${draws.below(1e9)}`;
  }
  if (isHostile && draws.chance(0.3)) return draws.one(['*', '""', 'W/""', 'x', '"a","b"', '1', '"\u00fc"']);
  if (name === 'Accept') return draws.one(['application/json', 'text/csv', '*/*']);
  return known.valueOf(name, draws) ?? '"1"';
}

function typeOf(draws: Draws, isHostile: boolean): Record<string, string> {
  if (!isHostile || draws.chance(0.85)) return { 'content-type': 'application/json' };
  const type = draws.one(['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=latin1', '']);
  return type === '' ? {} : { 'content-type': type };
}

function bodyOf(
  { bodies, method }: Operation,
  draws: Draws,
  known: Known,
  isHostile: boolean,
): string | Buffer | undefined {
  if (isHostile && method !== 'GET' && draws.chance(0.1)) return draws.one(HOSTILE_BODIES);
  if (bodies.length === 0) return isHostile && method !== 'GET' && draws.chance(0.1) ? '{"surprise":1}' : undefined;
  const body = withKnown(draws.one(bodies), draws, known);
  if (!isHostile) return JSON.stringify(body);
  const text = JSON.stringify(changed(body, draws));
  // The same key twice: the last one counts, or the body is refused.
  return draws.chance(0.05) ? text.replace(/^\{("[^"]+":)/, '{$1null,$1') : text;
}

/** The example with ids that exist, and with an address and a nonce that are new. */
function withKnown(value: unknown, draws: Draws, known: Known, name = ''): unknown {
  if (Array.isArray(value)) return value.map(item => withKnown(item, draws, known, name));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withKnown(item, draws, known, key)]));
  }
  if (typeof value !== 'string') return value;
  if (name === 'nonce') return draws.chance(0.5) ? value : `nonce-of-a-fuzzed-scan-${draws.below(1e9)}`;
  if (name === 'email' && draws.chance(0.8)) return `fuzz-${draws.below(1e9)}@holdfast.example`;
  if (!/Id$|^seats?$|refreshToken|^code$/.test(name) || name === 'sectionId' || name === 'areaId') return value;
  return draws.chance(0.9) ? (known.valueOf(name, draws) ?? value) : value;
}

/** Changes one place of the body: another value, an unknown field, or one less. */
function changed(value: unknown, draws: Draws): unknown {
  if (typeof value !== 'object' || value === null || draws.chance(0.15)) return draws.one(HOSTILE_VALUES);
  if (Array.isArray(value)) {
    if (value.length === 0 || draws.chance(0.2)) return [...value, draws.one(HOSTILE_VALUES)];
    const at = draws.below(value.length);
    return value.map((item, i) => (i === at ? changed(item, draws) : item));
  }
  const names = Object.keys(value);
  const name = names.length === 0 ? 'surprise' : draws.one(names);
  if (draws.chance(0.1)) return Object.fromEntries(Object.entries(value).filter(([key]) => key !== name));
  if (draws.chance(0.1)) return { ...value, surprise: draws.one(HOSTILE_VALUES) };
  return { ...value, [name]: changed((value as Record<string, unknown>)[name], draws) };
}
