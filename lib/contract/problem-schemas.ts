/** A schema for the document of each problem, so that a generated client knows the members that a code brings. */
import * as z from 'zod/mini';
import { PROBLEM_MEMBERS } from './problem-members.ts';
import { PROBLEMS, type ProblemCode } from './problems.ts';
import { Problem } from './reference/responses.ts';
import { component, shownAs } from './schema-parts.ts';

export const PROBLEM_CODES = Object.keys(PROBLEMS) as ProblemCode[];

/** `hold-expired` becomes `HoldExpiredProblem`. */
export const problemComponent = (code: ProblemCode): string =>
  `${code.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase())}Problem`;

/** The schemas of a problem's own members. */
export const membersOf = (code: ProblemCode): Record<string, z.ZodMiniType> =>
  (PROBLEM_MEMBERS as Partial<Record<ProblemCode, Record<string, z.ZodMiniType>>>)[code] ?? {};

export const PROBLEM_SCHEMAS = Object.fromEntries(
  PROBLEM_CODES.map(code => [code, problemSchema(code)]),
) as unknown as Record<ProblemCode, z.ZodMiniType>;

/** Not strict: a later version may add members. */
function problemSchema(code: ProblemCode): z.ZodMiniType {
  const { status, title } = PROBLEMS[code];
  const own = {
    status: shownAs({ type: 'integer', enum: [status] }, z.literal(status)),
    code: shownAs({ type: 'string', enum: [code] }, z.literal(code)),
  };
  const schema = z.intersection(Problem, z.object({ ...own, ...membersOf(code) }));
  return component(problemComponent(code), schema, { description: title });
}
