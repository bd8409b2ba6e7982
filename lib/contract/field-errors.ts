/** Validates values against schemas. Each error has the path of the wrong field, also inside the members of unions. */
import type * as z from 'zod/mini';
import type { FieldError } from '../domain/refusals.ts';
import { IS_MISSING, unknownField } from './messages.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** Parses a value, or returns all its errors. Each path begins with `part`, the part of the request. */
export function parse(schema: z.ZodMiniObject, value: unknown, part: string): { value: unknown; errors: FieldError[] } {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return { value: parsed.data, errors: [] };
  return { value: undefined, errors: parsed.error.issues.flatMap(issue => errorsOf(issue, [part])) };
}

function errorsOf(issue: Issue, parent: Path): FieldError[] {
  const path = [...parent, ...issue.path];
  // A missing field always has this message, also if its schema has a message of its own for wrong values.
  if (isAbsent(issue)) return [errorAt(path, IS_MISSING)];
  if (issue.code === 'unrecognized_keys' && !hasOwnMessage(issue)) {
    return issue.keys.map(key => errorAt(path, unknownField(key)));
  }
  if (issue.code === 'invalid_key') return [errorAt(path, `the name ${issue.issues[0]?.message ?? issue.message}`)];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    return errorsOfUnion(issue.errors, issue.input, issue.message, path);
  }
  return [errorAt(path, issue.message)];
}

const errorAt = (path: Path, message: string): FieldError => ({ path: path.join('.'), message });

/** Whether the schema has a message of its own for these unknown fields. */
const hasOwnMessage = ({ keys, message }: z.core.$ZodIssueUnrecognizedKeys): boolean =>
  message !== keys.map(unknownField).join(', ');

const isAbsent = ({ code, input }: Issue): boolean =>
  (code === 'invalid_type' || code === 'invalid_value') && input === undefined;

/**
 * The errors of the union's member that the caller meant. The value shows it by a field that no other member has. If it has no
 * such field, or has those of several members, one error names the fields from which to choose.
 */
function errorsOfUnion(errors: Issue[][], input: unknown, message: string, path: Path): FieldError[] {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return [errorAt(path, message)];
  // A member that is no object, for example text, cannot be the one that was meant.
  const objects = errors.filter(issues => !issues.some(isWrongKind));
  if (objects.length === 0) return [errorAt(path, message)];
  if (objects.length === 1) return objects.flat().flatMap(issue => errorsOf(issue, path));
  const members = objects.map(memberOf);
  const meant = members
    .map(member => ({ ...member, own: ownFields(member, members, input) }))
    .filter(({ own }) => own.length > 0);
  const complete = meant.filter(({ missing }) => missing.length === 0);
  const [member] = complete.length === 1 ? complete : meant;
  if (member && (meant.length === 1 || complete.length === 1)) {
    return member.issues.flatMap(issue => errorsOf(issue, path));
  }
  const missingInAll = (name: string): boolean => members.every(({ missing }) => missing.includes(name));
  const choice = meant.length > 0 ? meant.map(({ own }) => own) : members.map(({ missing }) => missing);
  const names = choice.map(fields => fields.filter(name => !missingInAll(name)).join(' and '));
  const rule = meant.length > 0 ? `send either ${names.join(' or ')}` : `must have ${names.join(', or ')}`;
  return [...sharedErrors(objects, path), errorAt(path, rule)];
}

/** Whether the whole value is of another kind than the schema: an object instead of text. */
const isWrongKind = ({ code, path }: Issue): boolean => code === 'invalid_type' && path.length === 0;

/** A member of a union, with the errors of the value: fields that the member does not know, and fields that are missing. */
interface Member {
  issues: Issue[];
  unknown: Set<string>;
  missing: string[];
}

const memberOf = (issues: Issue[]): Member => ({
  issues,
  unknown: new Set(
    issues.flatMap(issue => (issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : [])),
  ),
  missing: issues.flatMap(issue => (isAbsent(issue) && issue.path.length === 1 ? String(issue.path[0]) : [])),
});

/** The fields of the value that this member knows, and no other one. */
const ownFields = (member: Member, members: Member[], input: object): string[] =>
  Object.keys(input).filter(
    name =>
      !member.unknown.has(name) && members.every(other => other.unknown === member.unknown || other.unknown.has(name)),
  );

/** The errors that all members find. */
function sharedErrors(members: Issue[][], path: Path): FieldError[] {
  const [first = [], ...others] = members.map(issues => issues.flatMap(issue => errorsOf(issue, path)));
  const sets = others.map(errors => new Set(errors.map(textOf)));
  return first.filter(error => sets.every(errors => errors.has(textOf(error))));
}

const textOf = ({ path, message }: FieldError): string => `${path}: ${message}`;
