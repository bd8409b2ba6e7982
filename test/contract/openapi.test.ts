/** The OpenAPI document says all that the routes say, and nothing that does not resolve. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COMPONENTS, openApiDocument } from '../../lib/contract/openapi.ts';
import { PROBLEMS } from '../../lib/contract/problems.ts';
import { RESPONSES } from '../../lib/contract/responses.ts';
import { ALL_ROUTES, ROUTES, routesOf } from '../../lib/contract/routes.ts';

interface Operation {
  operationId: string;
  parameters?: { name: string; in: string; required: boolean }[];
  responses: Record<string, unknown>;
  security?: unknown[];
}
const document = openApiDocument(ALL_ROUTES) as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: object };
};

describe('the OpenAPI document', () => {
  it.each(ALL_ROUTES)('has the route %s with its answers, parameters and problems', (id, route) => {
    const operation = document.paths[route.path]?.[route.method.toLowerCase()];
    expect(operation?.operationId).toBe(id);
    const statuses = [...Object.keys(RESPONSES[id]), ...route.problems.map(code => String(PROBLEMS[code].status))];
    const said = Object.keys(operation?.responses ?? {});
    for (const status of statuses) expect(said.some(key => key === status || key === `${status[0]}XX`)).toBe(true);
    const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect((operation?.parameters ?? []).filter(p => p.in === 'path').map(p => p.name)).toEqual(inPath);
    expect(operation?.parameters?.some(({ name }) => name === 'Idempotency-Key') ?? false).toBe(
      route.idempotent === true,
    );
    expect(operation?.security !== undefined).toBe(route.access !== 'public');
  });

  it('has no route twice, and none of the demonstration in production', () => {
    const ids = Object.values(document.paths).flatMap(path =>
      Object.values(path).map(({ operationId }) => operationId),
    );
    expect(ids.sort()).toEqual(Object.keys(ROUTES).sort());
    const production = JSON.stringify(openApiDocument(routesOf({ isTestStage: false, gateway: 'none' })));
    expect(production).not.toContain('/v1/demo');
    expect(production).not.toContain('simulator"');
  });

  it('has what a gateway needs where it is the gateway, and nowhere else', () => {
    const pathsOf = (...[isTestStage, gateway]: [boolean, 'simulated' | 'stripe' | 'none']) =>
      routesOf({ isTestStage, gateway }).map(([, { path }]) => path);
    const [simulator, webhook] = ['/v1/admin/payment-simulator', '/v1/payments/webhooks/stripe'];
    expect(pathsOf(true, 'simulated')).toContain(simulator);
    expect(pathsOf(true, 'simulated')).not.toContain(webhook);
    expect(pathsOf(false, 'none')).not.toContain(webhook);
    for (const isTestStage of [true, false]) {
      expect(pathsOf(isTestStage, 'stripe')).toContain(webhook);
      expect(pathsOf(isTestStage, 'stripe')).not.toContain(simulator);
    }
    expect(pathsOf(false, 'simulated')).not.toContain(simulator);
  });

  it('refers only to schemas that it has', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, to]) => to as string);
    expect(references.length).toBeGreaterThan(10);
    const absent = references.filter(to => !(to.replace('#/components/schemas/', '') in document.components.schemas));
    expect(absent).toEqual([]);
  });

  it('says that a hold wants places by name, by count or both, or else the best there are', () => {
    expect(document.components.schemas).toMatchObject({
      NewHold: {
        oneOf: [{ required: ['bestAvailable'] }, { anyOf: [{ required: ['seats'] }, { required: ['areas'] }] }],
      },
    });
  });

  it('has exactly the listed components, in the order of the list', () => {
    expect(Object.keys(document.components.schemas)).toEqual(COMPONENTS);
  });

  it('is, byte for byte, the one in docs/openapi.json: run `npm run openapi`', () => {
    const written = readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8');
    expect(written).toBe(`${JSON.stringify(document, null, 2)}\n`);
  });
});
