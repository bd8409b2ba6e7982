/** The OpenAPI 3.1 document, generated from the routes, their schemas, their examples and the problems. */
import { EXAMPLES } from './examples.ts';
import { parametersOf, requestBodyOf } from './openapi-parameters.ts';
import { responsesOf } from './openapi-responses.ts';
import { componentSchemas, type Json } from './openapi-schemas.ts';
import { AREA_TEXTS, OPERATION_TEXTS } from './operation-texts.ts';
import { mayNeedCaller } from './problem-order.ts';
import { REQUESTS } from './requests.ts';
import { RESPONSES } from './responses.ts';
import type { Route } from './route.ts';
import type { RequestSchemas } from './route-schemas.ts';
import type { NamedRoute, OperationId } from './routes.ts';

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
      description: ABOUT,
      contact: { name: 'The operator of this stage' },
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'The service that has answered with this document.' }],
    tags: [...new Set(routes.map(([, { area }]) => area))].map(name => ({ name, description: AREA_TEXTS[name] })),
    paths,
    components: {
      schemas: componentSchemas(),
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'The accessToken of `register`, `login` or `refresh`. It lives for fifteen minutes.',
        },
      },
    },
  };
}

const ABOUT = [
  'Sells seats and counted places for events, flights and trains without ever selling one twice.',
  'To buy: `login`, `list-events`, `read-seats`, `place-hold`, `confirm-booking`. To sign in, send the `accessToken` of the ' +
    'first as `Authorization: Bearer …`.',
  'A refused or failed request is answered with a problem document (RFC 9457). Decide by its `code`. ' +
    '[All problems](/docs/problems).',
  'HEAD is answered wherever GET is. A method that a path does not have is answered with 405, and an unknown path with 404. ' +
    'Before a request reaches this service, API Gateway may answer 429 or 503 with a JSON object that has only `message`.',
].join('\n\n');

function operationOf(operation: OperationId, route: Route): Json {
  const request: RequestSchemas = REQUESTS[operation];
  const responses = RESPONSES[operation];
  const examples = EXAMPLES[operation];
  const parameters = parametersOf(route, request, 304 in responses);
  const requestBody = requestBodyOf(route, request, examples);
  return {
    operationId: operation,
    ...OPERATION_TEXTS[operation],
    tags: [route.area],
    security: securityOf(route),
    ...(parameters.length > 0 && { parameters }),
    ...(requestBody && { requestBody }),
    responses: responsesOf(route, request, responses, examples),
  };
}

function securityOf(route: Route): Json[] {
  if (route.access !== 'public') return [{ bearer: [] }];
  return mayNeedCaller(route) ? [{}, { bearer: [] }] : [];
}
