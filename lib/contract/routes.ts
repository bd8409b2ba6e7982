/**
 * Every route of the service, as data. The CDK stack, the local server, the OpenAPI document, the Lambda handlers and
 * the tests read this table and nothing else; a route's key is its operation id and the name of its use case.
 */
import * as z from 'zod';
import { ACCOUNT_ROUTES } from './accounts/routes.ts';
import { ADMIN_ROUTES } from './administration/routes.ts';
import { PAYMENT_ROUTES } from './claims/payment-routes.ts';
import { CLAIM_ROUTES } from './claims/routes.ts';
import { EVENT_ROUTES } from './events/routes.ts';
import { REFERENCE_ROUTES } from './reference-routes.ts';
import type { Area, Route, SignedBody, StageKind } from './route.ts';

export const ROUTES = {
  ...ACCOUNT_ROUTES,
  ...ADMIN_ROUTES,
  ...EVENT_ROUTES,
  ...CLAIM_ROUTES,
  ...PAYMENT_ROUTES,
  ...REFERENCE_ROUTES,
};

export type OperationId = keyof typeof ROUTES;

/** The operations of one area, which one function serves. */
export type OperationsOf<Of extends Area> = {
  [Id in OperationId]: (typeof ROUTES)[Id]['area'] extends Of ? Id : never;
}[OperationId];

export type NamedRoute = [OperationId, Route];

/** Those of all stages. */
export const ALL_ROUTES = Object.entries(ROUTES) as NamedRoute[];

/** The routes of a stage: a production stage has no demonstration, and none has what another gateway needs. */
export const routesOf = (stage: StageKind): NamedRoute[] => ALL_ROUTES.filter(([, route]) => isRouteOf(stage, route));

export const isRouteOf = (
  { isTestStage, gateway }: StageKind,
  route: Pick<Route, 'testStagesOnly' | 'gateway'>,
): boolean => (isTestStage || !route.testStagesOnly) && (route.gateway === undefined || route.gateway === gateway);

const none = z.strictObject({});

/** Answers an empty object where a route takes no parameters, query or body. */
export const schemaOf = (route: Route, part: 'params' | 'query' | 'body'): z.ZodObject => route[part] ?? none;

/** The operations that have a limit on callers. */
export const LIMITED_OPERATIONS: OperationId[] = ALL_ROUTES.filter(([, { limit }]) => limit !== undefined).map(
  ([operation]) => operation,
);

type Output<Schema> = Schema extends z.ZodType ? z.output<Schema> : Record<string, never>;
type PartOf<Id extends OperationId, Part extends string> =
  (typeof ROUTES)[Id] extends Record<Part, infer Schema> ? Output<Schema> : Record<string, never>;

/** A route's request after validation, typed from its schemas. */
export interface RequestOf<Id extends OperationId> {
  params: PartOf<Id, 'params'>;
  query: PartOf<Id, 'query'>;
  body: (typeof ROUTES)[Id] extends { signedBy: string } ? SignedBody : PartOf<Id, 'body'>;
}
