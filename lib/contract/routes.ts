/**
 * Every route of the service, as data. The CDK stack, the local server, the OpenAPI document, the Lambda handlers and the
 * tests read this table. The key of a route is its operation id and the name of its use case. Every HTTP function loads
 * it, to answer 404, 405 and OPTIONS, so it imports no schema.
 */
import { ACCOUNT_ROUTES } from './accounts/routes.ts';
import { ADMIN_ROUTES, EVENT_ADMIN_ROUTES, USER_ROUTES } from './administration/routes.ts';
import { BOOKING_ROUTES, WEBHOOK_ROUTES } from './bookings/routes.ts';
import { CUSTOMER_ROUTES, RACE_ROUTES, SIMULATOR_ROUTES } from './demo/routes.ts';
import { DOCUMENT_ROUTES } from './documents/routes.ts';
import { CODE_ROUTES } from './events/code-routes.ts';
import { EVENT_ROUTES } from './events/routes.ts';
import { HOLD_ROUTES } from './holds/routes.ts';
import { MAIL_ROUTES, MAILBOX_ROUTES } from './mail/routes.ts';
import { NOTICE_ROUTES } from './notices/routes.ts';
import { ORGANIZATION_ROUTES } from './organizations/routes.ts';
import type { NamedLimit } from './rate-limits.ts';
import { REFERENCE_ROUTES } from './reference/routes.ts';
import type { Area, Route, StageKind } from './route.ts';
import { CHECK_IN_ROUTES } from './tickets/check-in-routes.ts';
import { DOOR_ROUTES, TICKET_ROUTES } from './tickets/routes.ts';

/** In the order of the OpenAPI document. */
export const ROUTES = {
  ...ACCOUNT_ROUTES,
  ...ORGANIZATION_ROUTES,
  ...USER_ROUTES,
  ...ADMIN_ROUTES,
  ...EVENT_ROUTES,
  ...CODE_ROUTES,
  ...EVENT_ADMIN_ROUTES,
  ...NOTICE_ROUTES,
  ...HOLD_ROUTES,
  ...BOOKING_ROUTES,
  ...TICKET_ROUTES,
  ...DOOR_ROUTES,
  ...CHECK_IN_ROUTES,
  ...DOCUMENT_ROUTES,
  ...MAIL_ROUTES,
  ...MAILBOX_ROUTES,
  ...SIMULATOR_ROUTES,
  ...WEBHOOK_ROUTES,
  ...CUSTOMER_ROUTES,
  ...RACE_ROUTES,
  ...REFERENCE_ROUTES,
};

export type OperationId = keyof typeof ROUTES;

/** The operations of one area, which one function serves. */
export type OperationsOf<Of extends Area> = {
  [Id in OperationId]: (typeof ROUTES)[Id]['area'] extends Of ? Id : never;
}[OperationId];

export type NamedRoute = [OperationId, Route];

/** The routes of all stages. */
export const ALL_ROUTES = Object.entries(ROUTES) as NamedRoute[];

/** The routes of a stage: without the demonstration in production, and without those of other gateways. */
export const routesOf = (stage: StageKind): NamedRoute[] => ALL_ROUTES.filter(([, route]) => isRouteOf(stage, route));

export const isRouteOf = (
  { isTestStage, gateway }: StageKind,
  route: Pick<Route, 'testStagesOnly' | 'gateway'>,
): boolean => (isTestStage || !route.testStagesOnly) && (route.gateway === undefined || route.gateway === gateway);

/** The limits of a route: its own, which has the operation's name, and the further ones. */
export const limitsOf = (operation: OperationId): NamedLimit[] => {
  const { limit, furtherLimits = [] }: Route = ROUTES[operation];
  return [...(limit ? [{ ...limit, name: operation }] : []), ...furtherLimits];
};

/** All limits. A limit that several routes count has the same name in each. */
export const ALL_LIMITS: NamedLimit[] = ALL_ROUTES.flatMap(([operation]) => limitsOf(operation));
