/** Finds the route and the function of a request, as API Gateway does. The reference function gets requests without a route. */
import { type Area, methodsOf, type Route } from '../../contract/route.ts';
import { ALL_ROUTES } from '../../contract/routes.ts';
import { pathPattern, routeKeyOf } from '../../lambda/http/find-route.ts';

export interface Routed {
  area: Area;
  /** `GET /v1/events/{eventId}`, or `$default` if no route matches. */
  routeKey: string;
  pathParameters?: Record<string, string>;
}

/** Paths with fewer parameters take precedence. */
export function routeOf(method: string, rawPath: string): Routed {
  for (const { route, pattern } of MATCHES) {
    const own = methodsOf(route).find(name => name === method);
    const match = own ? pattern.exec(rawPath) : null;
    if (own && match) {
      const routeKey = routeKeyOf({ method: own, path: route.path });
      return { area: route.area, routeKey, ...parametersOf(match.groups) };
    }
  }
  return { area: 'reference', routeKey: '$default' };
}

const parametersIn = ({ path }: Route): number => path.split('{').length;

/** The routes of all stages. A function itself refuses a route that its stage does not have. */
const MATCHES = ALL_ROUTES.map(([, route]) => ({ route, pattern: pathPattern(route.path) })).sort(
  (one, other) => parametersIn(one.route) - parametersIn(other.route),
);

function parametersOf(groups: Record<string, string> | undefined): { pathParameters?: Record<string, string> } {
  if (!groups) return {};
  return { pathParameters: Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decoded(value)])) };
}

/** Malformed percent-encoding stays as it was sent: no resource has such a name. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
