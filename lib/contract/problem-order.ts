/**
 * The order in which a request is refused. If several rules refuse a request, the earliest is the response, so clients and
 * tests can rely on it. The HTTP chain decides first, then the use case in the order of the route's `problems`.
 */
import type { ProblemCode } from './problems.ts';
import type { Route } from './route.ts';
import type { RequestSchemas } from './route-schemas.ts';

/** The refusals of the HTTP chain that a route documents, in order. */
export function chainRefusals(route: Route, { query, body }: RequestSchemas): ProblemCode[] {
  const needsRole = route.access === 'organizer' || route.access === 'admin';
  const steps: [ProblemCode, boolean | undefined][] = [
    ['unauthenticated', route.access !== 'public' || route.knowsCallers || mayNeedCaller(route)],
    ['forbidden', needsRole],
    ['session-header-required', route.sessionCookie !== undefined],
    ['rate-limited', (route.limit ?? route.furtherLimits) !== undefined],
    ['payload-too-large', body !== undefined || route.signedBy !== undefined],
    ['unsupported-media-type', body !== undefined],
    ['idempotency-key-required', route.idempotent === true],
    ['validation-failed', body !== undefined || query !== undefined || hasCheckedHeader(route)],
    ['not-acceptable', route.produces !== undefined],
    ['idempotency-key-reused', route.idempotent !== undefined],
  ];
  return steps.flatMap(([code, applies]) => (applies ? [code] : []));
}

/** Whether requests with a certain part need a caller. */
export const mayNeedCaller = ({ memberQuery, signedInMember }: Route): boolean =>
  (memberQuery ?? signedInMember) !== undefined;

const hasCheckedHeader = ({ idempotent, takesIfMatch }: Route): boolean =>
  idempotent !== undefined || takesIfMatch === true;

/** All refusals of a route, in order. A code that the chain and the use case both decide stands twice. */
export const refusalsInOrder = (route: Route, schemas: RequestSchemas): ProblemCode[] => [
  ...chainRefusals(route, schemas),
  ...route.problems,
];
