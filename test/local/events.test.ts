import { expect, test } from 'vitest';
import { eventOf, type WireRequest } from '../../lib/local/http/events.ts';

const wire = (changes: Partial<WireRequest> = {}): WireRequest => ({
  method: 'GET',
  target: '/v1/events',
  httpVersion: '1.1',
  rawHeaders: ['Host', 'localhost:3000', 'User-Agent', 'test'],
  body: Buffer.alloc(0),
  sourceIp: '127.0.0.1',
  requestId: 'JKJaXmPLvHcESHA=',
  receivedAt: Date.UTC(2027, 2, 1, 12, 3, 4),
  ...changes,
});

const eventFor = (changes: Partial<WireRequest>) => eventOf(wire(changes)).event;

test('a request becomes an event of payload format 2.0', () => {
  expect(eventOf(wire({ target: '/v1/events/evt_1/seats?fresh=true' }))).toEqual({
    area: 'events',
    event: {
      version: '2.0',
      routeKey: 'GET /v1/events/{eventId}/seats',
      rawPath: '/v1/events/evt_1/seats',
      rawQueryString: 'fresh=true',
      headers: { host: 'localhost:3000', 'user-agent': 'test' },
      queryStringParameters: { fresh: 'true' },
      pathParameters: { eventId: 'evt_1' },
      isBase64Encoded: false,
      requestContext: {
        accountId: '000000000000',
        apiId: 'local',
        domainName: 'localhost:3000',
        domainPrefix: 'localhost:3000',
        http: {
          method: 'GET',
          path: '/v1/events/evt_1/seats',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'test',
        },
        requestId: 'JKJaXmPLvHcESHA=',
        routeKey: 'GET /v1/events/{eventId}/seats',
        stage: '$default',
        time: '01/Mar/2027:12:03:04 +0000',
        timeEpoch: Date.UTC(2027, 2, 1, 12, 3, 4),
      },
    },
  });
});

test.each([
  ['GET', '/v1/nothing'],
  ['GET', '/v1/events/'],
  ['GET', '//v1/events'],
  ['OPTIONS', '*'],
  ['DELETE', '/v1/events'],
  ['HEAD', '/v1/auth/login'],
  ['head', '/v1/events'],
  ['get', '/v1/events'],
])('%s %s has no route, and goes to the reference function', (method, target) => {
  const { area, event } = eventOf(wire({ method, target }));
  expect(area).toBe('reference');
  expect(event.routeKey).toBe('$default');
  expect(event).not.toHaveProperty('pathParameters');
});

test('a path parameter is decoded, or stays as it was sent if it cannot be', () => {
  expect(eventFor({ target: '/v1/holds/a%20b%2Fc' }).pathParameters).toEqual({ holdId: 'a b/c' });
  expect(eventFor({ target: '/v1/holds/%zz' }).pathParameters).toEqual({ holdId: '%zz' });
  expect(eventFor({ target: '/v1/holds/%C3%28' }).pathParameters).toEqual({ holdId: '%C3%28' });
  expect(eventFor({ target: '/v1/holds/a%20b' }).rawPath).toBe('/v1/holds/a%20b');
});

test('a path without a parameter takes precedence', () => {
  expect(eventFor({ target: '/docs' }).routeKey).toBe('GET /docs');
  expect(eventFor({ target: '/docs/start.js' }).routeKey).toBe('GET /docs/{file}');
  expect(eventFor({ target: '/openapi.json' }).routeKey).toBe('GET /openapi.json');
  expect(eventFor({ target: '/openapixjson' }).routeKey).toBe('$default');
});

test('of an absolute address only path and query count, and a fragment is ignored', () => {
  expect(eventFor({ target: 'http://localhost:3000/v1/events?limit=1' })).toMatchObject({
    routeKey: 'GET /v1/events',
    queryStringParameters: { limit: '1' },
  });
  expect(eventFor({ target: 'http://localhost:3000' }).rawPath).toBe('/');
  expect(eventFor({ target: '/docs#top' }).rawPath).toBe('/docs');
});

test('values of a repeated name are joined by commas, in the query and in the headers', () => {
  const event = eventFor({
    target: '/v1/events?kind=train&kind=flight&limit=2&empty=&bare',
    rawHeaders: ['X-Many', 'a', 'x-many', 'b', 'Idempotency-Key', 'K'],
  });
  expect(event.queryStringParameters).toEqual({ kind: 'train,flight', limit: '2', empty: '', bare: '' });
  expect(event.headers).toEqual({ 'x-many': 'a,b', 'idempotency-key': 'K' });
});

test('malformed percent-encoding and names of object members are accepted in a query', () => {
  const { queryStringParameters = {} } = eventFor({ target: '/v1/events?a=%zz&__proto__=x&constructor=y' });
  expect(queryStringParameters.a).toBe('%zz');
  expect(Object.keys(queryStringParameters)).toEqual(['a', '__proto__', 'constructor']);
});

test('cookies are separate from the headers', () => {
  const event = eventFor({ rawHeaders: ['Cookie', 'a=1; b=2', 'cookie', 'c=3'] });
  expect(event.cookies).toEqual(['a=1', 'b=2', 'c=3']);
  expect(event.headers).toEqual({});
});

test('text is passed as text, anything else as base64, and no body as none', () => {
  const body = Buffer.from('{"a":"ü"}');
  const ofType = (type: string, ...more: string[]) => eventFor({ body, rawHeaders: ['Content-Type', type, ...more] });
  const base64 = { body: body.toString('base64'), isBase64Encoded: true };
  expect(ofType('application/json; charset=utf-8')).toMatchObject({ body: '{"a":"ü"}', isBase64Encoded: false });
  expect(ofType('text/plain')).toMatchObject({ body: '{"a":"ü"}', isBase64Encoded: false });
  expect(ofType('application/x-www-form-urlencoded')).toMatchObject(base64);
  expect(ofType('application/jsonx')).toMatchObject(base64);
  expect(ofType('application/json', 'Content-Encoding', 'gzip')).toMatchObject(base64);
  expect(eventFor({})).not.toHaveProperty('body');
  expect(eventFor({}).isBase64Encoded).toBe(false);
});
