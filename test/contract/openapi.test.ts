/** The OpenAPI document describes all routes, and all of its references resolve. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openApiDocument } from '../../lib/contract/openapi.ts';
import { COMPONENTS } from '../../lib/contract/openapi-schemas.ts';
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
  it.each(ALL_ROUTES)('has the route %s with its responses, parameters and problems', (id, route) => {
    const operation = document.paths[route.path]?.[route.method.toLowerCase()];
    expect(operation?.operationId).toBe(id);
    const statuses = [...Object.keys(RESPONSES[id]), ...route.problems.map(code => String(PROBLEMS[code].status))];
    const documented = Object.keys(operation?.responses ?? {});
    for (const status of statuses)
      expect(documented.some(key => key === status || key === `${status[0]}XX`)).toBe(true);
    const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect((operation?.parameters ?? []).filter(p => p.in === 'path').map(p => p.name)).toEqual(inPath);
    const key = operation?.parameters?.find(({ name }) => name === 'Idempotency-Key');
    expect([key !== undefined, key?.required ?? false]).toEqual([
      route.idempotent !== undefined,
      route.idempotent === true,
    ]);
    const anyone = (route.memberQuery ?? route.signedInMember) === undefined ? [] : [{}, { bearer: [] }];
    expect(operation?.security).toEqual(route.access === 'public' ? anyone : [{ bearer: [] }]);
  });

  it('has each route once, and no demonstration route in production', () => {
    const ids = Object.values(document.paths).flatMap(path =>
      Object.values(path).map(({ operationId }) => operationId),
    );
    expect(ids.sort()).toEqual(Object.keys(ROUTES).sort());
    const production = JSON.stringify(openApiDocument(routesOf({ isTestStage: false, gateway: 'none' })));
    expect(production).not.toContain('/v1/demo');
    expect(production).not.toContain('simulator"');
  });

  it('has the routes of a payment gateway only on stages with that gateway', () => {
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

  it('has three forms of a new hold, none of which may be empty', () => {
    const forms = { NewHoldOfSeats: ['seats'], NewHoldOfAreas: ['areas'], NewHoldOfBestSeats: ['bestAvailable'] };
    const named = Object.keys(forms).map(form => ({ $ref: `#/components/schemas/${form}` }));
    expect(document.components.schemas).toMatchObject({
      NewHold: { oneOf: named },
      ...Object.fromEntries(Object.entries(forms).map(([form, required]) => [form, { required }])),
    });
  });

  it('has exactly the listed components, in the order of the list', () => {
    expect(Object.keys(document.components.schemas)).toEqual(COMPONENTS);
  });

  it('equals docs/openapi.json byte for byte; `npm run openapi` writes it', () => {
    const written = readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8');
    expect(written).toBe(`${JSON.stringify(document, null, 2)}\n`);
  });
});
