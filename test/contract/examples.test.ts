/** Every request body and every JSON response of a success has an example that its schema accepts. */
import { describe, expect, it } from 'vitest';
import { EXAMPLES } from '../../lib/contract/examples.ts';
import { REQUESTS } from '../../lib/contract/requests.ts';
import { RESPONSES } from '../../lib/contract/responses.ts';
import { isJsonSchema, type RequestSchemas } from '../../lib/contract/route-schemas.ts';
import { ALL_ROUTES } from '../../lib/contract/routes.ts';

describe.each(ALL_ROUTES)('%s', (operation, route) => {
  const { request, requests = {}, responses = {} } = EXAMPLES[operation];
  const sent = request === undefined ? Object.values(requests).map(({ value }) => value) : [request];
  const { body }: RequestSchemas = REQUESTS[operation];

  it('has examples of its request exactly if it has a body', () => {
    expect(sent.length > 0).toBe(body !== undefined || route.signedBy !== undefined);
    for (const example of sent) if (body) expect(body.safeParse(example).error).toBeUndefined();
  });

  it('has an example of each JSON response', () => {
    const schemas = Object.entries(RESPONSES[operation]).filter(([, schema]) => isJsonSchema(schema));
    expect(Object.keys(responses)).toEqual(schemas.map(([status]) => status));
    for (const [status, schema] of schemas) {
      if (isJsonSchema(schema)) expect(schema.safeParse(responses[Number(status)]).error, status).toBeUndefined();
    }
  });
});
