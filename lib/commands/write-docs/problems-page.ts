/** docs/problems.md, from the contract: every problem code, and the order in which each operation refuses. */
import * as z from 'zod/mini';
import { FINAL_PROBLEMS } from '../../contract/final-problems.ts';
import { jsonSchemaOf } from '../../contract/openapi-schemas.ts';
import { ORDER_NOTES, PROBLEM_REMEDIES } from '../../contract/problem-guide.ts';
import { chainRefusals } from '../../contract/problem-order.ts';
import { membersOf } from '../../contract/problem-schemas.ts';
import { PROBLEMS, type ProblemCode } from '../../contract/problems.ts';
import { REQUESTS } from '../../contract/requests.ts';
import { AREAS } from '../../contract/route.ts';
import { ALL_ROUTES, type NamedRoute } from '../../contract/routes.ts';

export const problemsPage = (): string => `# Problems

Generated from [lib/contract](../lib/contract) by \`npm run docs\`: do not edit.

A refused or failed request is answered with a problem document (RFC 9457): \`type\`, \`title\`, \`status\`, \`detail\`, the \`code\` of
the problem, and the \`requestId\`. Some codes add members. Clients decide by \`code\`; \`title\` and \`detail\` are for people.
Times are RFC 3339 in UTC.

## Codes

${table(
  ['code', 'status', 'meaning', 'what the client does', 'members'],
  (Object.keys(PROBLEMS) as ProblemCode[]).map(rowOf),
)}

## Retries

A request with an idempotency key may always be repeated with the same key, whatever the answer was, and also if there was none.

- **Final for the key** are ${listOf(FINAL_PROBLEMS)}. For 24 hours a request with this key gets the same refusal. No
  earlier attempt with this key takes effect later, even if it is slow. If the facts have changed since, a request with a new
  key may succeed: for example, the organizer has moved the deadline for cancellations.
- **Every other problem** describes that moment only. The same key may succeed later, and an earlier attempt with it may still take
  effect: repeat the request with the same key to learn its outcome.

## Order

If several rules refuse a request, the earliest of this order is the response:

1. \`headers-too-large\`
2. \`route-not-found\`, or \`method-not-allowed\` if the path has other methods
3. \`unauthenticated\`, then \`forbidden\`
4. \`rate-limited\`
5. \`payload-too-large\`
6. \`unsupported-media-type\`, then \`validation-failed\` if the body is not JSON
7. \`idempotency-key-required\`
8. the not-found code, if an id in the path does not have the form of an id
9. \`validation-failed\`, with all errors of query, body and key
10. \`too-many-places\`, if the caller's limits never allow so many; \`unauthenticated\`, for a fresh read of a large event
11. \`idempotency-key-reused\`
12. the operation's own refusals, in the order of the tables below

\`busy\` and \`internal\` do not say whether the request had an effect. They can occur at any point, so they have no place in the order.

${AREAS.map(area =>
  areaOf(
    ALL_ROUTES.filter(([, route]) => route.area === area),
    area,
  ),
).join('\n\n')}
`;

function rowOf(code: ProblemCode): string[] {
  const { status, title } = PROBLEMS[code];
  return [`\`${code}\``, String(status), title, PROBLEM_REMEDIES[code], memberTexts(code).join('<br>')];
}

/** The members of a problem with their descriptions. A `?` marks one that may be absent. */
function memberTexts(code: ProblemCode): string[] {
  const { properties = {}, required = [] } = jsonSchemaOf(z.object(membersOf(code)), 'output') as JsonObjectSchema;
  return Object.entries(properties).map(
    ([name, { description }]) => `\`${name}${required.includes(name) ? '' : '?'}\`: ${description}`,
  );
}

interface JsonObjectSchema {
  properties?: Record<string, { description?: string }>;
  required?: string[];
}

function areaOf(routes: NamedRoute[], area: string): string {
  const rows = routes.map(([operation, route]) => [
    `\`${operation}\``,
    `${route.method} ${route.path}`,
    listOf(chainRefusals(route, REQUESTS[operation])),
    listOf(route.problems),
  ]);
  const notes = routes.flatMap(([operation]) => {
    const note = ORDER_NOTES[operation];
    return note ? [`\`${operation}\`: ${note}`] : [];
  });
  return [`### ${area}`, table(['operation', 'route', 'before the rules', 'own refusals'], rows), ...notes].join(
    '\n\n',
  );
}

const listOf = (codes: readonly ProblemCode[]): string => codes.map(code => `\`${code}\``).join(', ');

function table(head: string[], rows: string[][]): string {
  const lines = [head, head.map(() => '---'), ...rows];
  return lines.map(cells => `| ${cells.join(' | ')} |`).join('\n');
}
