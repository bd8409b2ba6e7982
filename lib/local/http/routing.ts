/** API Gateway's choice of a route and a function for a request: by the route table, and the reference function for the rest. */
import type { Area, Route } from '../../contract/route.ts';
import { ALL_ROUTES } from '../../contract/routes.ts';
import { pathPattern, routeKeyOf } from '../../lambda/http/middlewares.ts';

export interface Routed {
  area: Area;
  /** `GET /v1/events/{eventId}`, or `$default` for what no route matches. */
  routeKey: string;
  pathParameters?: Record<string, string>;
}

/** A path without a parameter wins over one with. */
export function routeOf(method: string, rawPath: string): Routed {
  for (const { route, pattern } of MATCHES) {
    const match = route.method === method ? pattern.exec(rawPath) : null;
    if (match) return { area: route.area, routeKey: routeKeyOf(route), ...parametersOf(match.groups) };
  }
  return { area: 'reference', routeKey: '$default' };
}

const parametersIn = ({ path }: Route): number => path.split('{').length;

/** Of every stage: a function says itself that this one has no such route. */
const MATCHES = ALL_ROUTES.map(([, route]) => ({ route, pattern: pathPattern(route.path) })).sort(
  (one, other) => parametersIn(one.route) - parametersIn(other.route),
);

function parametersOf(groups: Record<string, string> | undefined): { pathParameters?: Record<string, string> } {
  if (!groups) return {};
  return { pathParameters: Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decoded(value)])) };
}

/** Malformed percent-encoding stays as it was sent: it names nothing. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
