/**
 * Every route of the service, as data. The CDK stack, the local server, the OpenAPI document, the Lambda handlers and
 * the tests read this table and nothing else; a route's key is its operation id and the name of its use case.
 */
import * as z from 'zod';
import { ACCOUNT_ROUTES } from './account-routes.ts';
import { CLAIM_ROUTES } from './claim-routes.ts';
import { EVENT_ROUTES } from './event-routes.ts';
import { REFERENCE_ROUTES } from './reference-routes.ts';
import type { Route } from './route.ts';

export const ROUTES = { ...ACCOUNT_ROUTES, ...EVENT_ROUTES, ...CLAIM_ROUTES, ...REFERENCE_ROUTES };

export type OperationId = keyof typeof ROUTES;

/** The routes of a stage: a production stage has no demonstration. */
export const routesOf = (isTestStage: boolean): [OperationId, Route][] =>
  (Object.entries(ROUTES) as [OperationId, Route][]).filter(([, route]) => isTestStage || !route.testStagesOnly);

const none = z.strictObject({});

/** Answers an empty object where a route takes no parameters, query or body. */
export const schemaOf = (route: Route, part: 'params' | 'query' | 'body'): z.ZodObject => route[part] ?? none;

/** The operations that have a limit on callers. */
export const LIMITED_OPERATIONS: OperationId[] = (Object.entries(ROUTES) as [OperationId, Route][])
  .filter(([, { limit }]) => limit !== undefined)
  .map(([operation]) => operation);

type Output<Schema> = Schema extends z.ZodType ? z.output<Schema> : Record<string, never>;
type PartOf<Id extends OperationId, Part extends string> =
  (typeof ROUTES)[Id] extends Record<Part, infer Schema> ? Output<Schema> : Record<string, never>;

/** A route's request after validation, typed from its schemas. */
export interface RequestOf<Id extends OperationId> {
  params: PartOf<Id, 'params'>;
  query: PartOf<Id, 'query'>;
  body: PartOf<Id, 'body'>;
}
