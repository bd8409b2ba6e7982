/** Every answer to a wrong request is declared in the OpenAPI document: its status, and the code of its problem at that status. */
import { beforeAll, describe, expect, it } from 'vitest';
import { EXAMPLES } from '../../lib/contract/examples.ts';
import { openApiDocument } from '../../lib/contract/openapi.ts';
import { problemComponent } from '../../lib/contract/problem-schemas.ts';
import type { ProblemCode } from '../../lib/contract/problems.ts';
import { type OperationId, ROUTES, routesOf } from '../../lib/contract/routes.ts';
import { register } from '../support/accounts.ts';
import { newKey, openWorld, type RequestParts, type World } from '../support/world.ts';

const STAGE = { isTestStage: true, gateway: 'simulated' } as const;
const OPERATIONS = routesOf(STAGE).map(([operation]) => operation);

interface Responses {
  [status: string]: { content?: Record<string, { schema: object }> };
}
const { paths } = openApiDocument(routesOf(STAGE)) as {
  paths: Record<string, Record<string, { responses: Responses }>>;
};

let world: World;
/** An anonymous caller, a customer with an account, an organizer and an admin. */
let callers: RequestParts[];
beforeAll(async () => {
  world = await openWorld();
  const { body: customer } = await register(world);
  callers = [
    {},
    { token: customer.accessToken },
    { as: await world.person('organizer') },
    { as: await world.person('admin') },
  ];
});

const ABSENT: Record<string, string> = Object.fromEntries(
  Object.entries({ eventId: 'evt', holdId: 'hld', bookingId: 'bkg', userId: 'usr' }).map(([name, prefix]) => [
    name,
    `${prefix}_${'1'.repeat(25)}`,
  ]),
);
ABSENT.paymentId = `pay_${'1'.repeat(25)}_1`;

/** An example of the operation with absent ids, and changes that make it wrong. */
function wrongRequests(operation: OperationId): RequestParts[] {
  const { request, requests = {} } = EXAMPLES[operation];
  const body = (request ?? Object.values(requests)[0]?.value) as object | undefined;
  const names = [...ROUTES[operation].path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const paramsOf = (value?: string) => Object.fromEntries(names.map(name => [name, value ?? ABSENT[name] ?? 'x']));
  // Routes with the cookie of a session refuse requests without this header.
  const headers: Record<string, string> = 'sessionCookie' in ROUTES[operation] ? { 'holdfast-session': 'cookie' } : {};
  const right: RequestParts = { params: paramsOf(), key: newKey(), headers, ...(body && { body }) };
  const { key: _key, ...withoutKey } = right;
  return [
    right,
    withoutKey,
    { ...right, headers: {} },
    { ...right, params: paramsOf('%00') },
    { ...right, params: paramsOf('../x') },
    { ...right, query: { unknown: '1' } },
    { ...right, query: { limit: '0x10', cursor: 'x', fresh: 'yes', from: 'now', email: 'x', status: 'x' } },
    { ...right, body: { unknown: 1 } },
    { ...right, body: '{"a":' },
    { ...right, body: '[]' },
    { ...right, body: 'x'.repeat(300_000) },
    { ...right, body: 'a=1', headers: { ...headers, 'content-type': 'text/plain' } },
    { ...right, headers: { ...headers, 'content-encoding': 'gzip' } },
    { ...right, headers: { ...headers, 'idempotency-key': 'ü' } },
  ];
}

describe.each(OPERATIONS)('%s', operation => {
  const { method, path } = ROUTES[operation];
  const declared = paths[path]?.[method.toLowerCase()]?.responses ?? {};

  it('answers wrong requests of all roles as the document says', async () => {
    const answered = new Set<string>();
    for (const caller of callers) {
      for (const request of wrongRequests(operation)) {
        const { status, body, headers } = await world.invoke<{ code?: ProblemCode }>(operation, {
          ...request,
          ...caller,
        });
        expect(Object.keys(declared), JSON.stringify(request).slice(0, 200)).toContain(String(status));
        expect(status).not.toBe(500);
        if (headers['content-type'] !== 'application/problem+json' || !body.code) continue;
        const schema = JSON.stringify(declared[status]?.content?.['application/problem+json']);
        expect(schema, `${status} ${body.code}`).toContain(`/${problemComponent(body.code)}"`);
        answered.add(body.code);
      }
    }
    expect([...answered]).toEqual(expect.arrayContaining(['validation-failed', 'unsupported-media-type']));
  });
});
