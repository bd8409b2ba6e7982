/** The step that finds the route of a request: a route of this function, or else 404 or 405. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { type Method, methodsOf, type Route, type StageKind } from '../../contract/route.ts';
import { isRouteOf, type OperationId, ROUTES, routesOf } from '../../contract/routes.ts';
import { HttpProblem } from './http-problem.ts';
import type { Middleware } from './middleware.ts';
import { requireState, stateOf } from './request-state.ts';

/** Finds the route by API Gateway's route key. Refuses `$default`, and a route that the stage does not have. */
export const findRoute = (operations: OperationId[]): Middleware => {
  const own = new Map(
    operations.flatMap(operation => {
      const { path } = ROUTES[operation];
      return methodsOf(ROUTES[operation]).map((method): [string, OperationId] => [
        routeKeyOf({ method, path }),
        operation,
      ]);
    }),
  );
  return {
    before: async request => {
      const stage = requireState(request.event, 'service');
      const operation = own.get(request.event.routeKey);
      const route: Route | undefined = operation && ROUTES[operation];
      if (!operation || !route || !isRouteOf(stage, route)) throw unknownRoute(request.event, stage);
      Object.assign(stateOf(request.event), { operation, route });
    },
  };
};

/** API Gateway's name for a route. */
export const routeKeyOf = ({ method, path }: { method: Method; path: string }): string => `${method} ${path}`;

function unknownRoute({ rawPath, requestContext }: APIGatewayProxyEventV2, stage: StageKind): HttpProblem {
  const allow = methodsAt(rawPath, stage);
  if (allow.length === 0 || allow.includes(requestContext.http.method as Method)) {
    return new HttpProblem('route-not-found', {});
  }
  return new HttpProblem('method-not-allowed', { allow });
}

/** The methods of the stage's routes with this path. */
export const methodsAt = (rawPath: string, stage: StageKind): Method[] =>
  routesOf(stage)
    .filter(([, { path }]) => pathPattern(path).test(rawPath))
    .flatMap(([, route]) => methodsOf(route));

/** A regular expression for a route's path, in which each parameter is one segment. */
export const pathPattern = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
