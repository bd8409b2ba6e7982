/** The messages for values that do not match a schema. A schema's own message takes precedence. No message repeats the value. */
import type * as z from 'zod/mini';

type RawIssue = z.core.$ZodRawIssue;
type Issue<Code extends RawIssue['code']> = Extract<RawIssue, { code: Code }>;

/** Says what is wrong with a value, in words that follow the name of its field. */
export function messageOf(issue: RawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? IS_MISSING : `must be ${TYPES[typeExpectedBy(issue)] ?? 'of another type'}`;
    case 'invalid_value':
      return issue.input === undefined ? IS_MISSING : `must be ${oneOf(issue.values)}`;
    case 'too_big':
      return tooBig(issue as Issue<'too_big'>);
    case 'too_small':
      return tooSmall(issue as Issue<'too_small'>);
    case 'invalid_format':
      return `must be ${FORMATS[issue.format as string] ?? 'of another form'}`;
    case 'unrecognized_keys':
      return issue.keys.map(unknownField).join(', ');
    case 'invalid_union':
      return wrongMember(issue as Issue<'invalid_union'>);
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    default:
      return 'is not allowed';
  }
}

export const IS_MISSING = 'is missing';

const NAME_SHOWN_MAX = 60;
/** Names a field that the schema does not have. A very long name is cut. */
export const unknownField = (name: string): string =>
  `unknown field "${name.length > NAME_SHOWN_MAX ? `${name.slice(0, NAME_SHOWN_MAX)}…` : name}"`;

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
  null: 'null',
};

/** The expected type. For a whole number zod says `number`, so the format of its schema is looked at. */
const typeExpectedBy = ({ expected, inst }: Issue<'invalid_type'>): string =>
  (inst?._zod.def as { format?: string } | undefined)?.format === 'safeint' ? 'int' : expected;

const FORMATS: Readonly<Record<string, string>> = {
  email: 'an e-mail address',
  datetime: 'a time of RFC 3339, such as 2026-12-31T19:30:00Z',
  date: 'a day such as 2026-12-31',
  url: 'a URL',
};

function tooBig({ origin, maximum, inclusive }: Issue<'too_big'>): string {
  if (origin === 'string') return `must have at most ${maximum} characters`;
  if (origin === 'array') return `must have at most ${maximum} entries`;
  return `must be ${inclusive === false ? 'less than' : 'at most'} ${maximum}`;
}

function tooSmall({ origin, minimum, inclusive }: Issue<'too_small'>): string {
  if (origin === 'string' || origin === 'array') {
    if (minimum === 1) return 'must not be empty';
    return `must have at least ${minimum} ${origin === 'string' ? 'characters' : 'entries'}`;
  }
  return `must be ${inclusive === false ? 'more than' : 'at least'} ${minimum}`;
}

/** A union without a member for the value of its discriminator, such as a section of an unknown kind. */
function wrongMember({ input, discriminator, options }: Issue<'invalid_union'>): string {
  if (discriminator === undefined) return 'is not allowed';
  const value = (input as Record<string, unknown> | undefined)?.[discriminator as string];
  return value === undefined ? IS_MISSING : `must be ${oneOf((options ?? []) as unknown[])}`;
}

const oneOf = (values: readonly unknown[]): string =>
  values.length === 1 ? String(values[0]) : `one of ${values.map(String).join(', ')}`;
