/**
 * Judges a request by policy documents as IAM does: an explicit Deny wins, then an Allow; without either the request is
 * not allowed. It knows the elements and operators that our policies use, and throws on any other, so that no request
 * passes because a policy was not understood.
 */
export type Values = string | string[];

export interface Statement {
  Sid?: string;
  Effect: 'Allow' | 'Deny';
  Action: Values;
  /** Absent in a trust policy, which is about the role that it belongs to. */
  Resource?: Values;
  /** Only in policies on a resource. */
  Principal?: '*' | Record<string, Values>;
  Condition?: Record<string, Record<string, Values>>;
}

export interface AccessRequest {
  action: string;
  resource: string;
  /** The caller, as a policy on a resource names it. Absent for a role's own policy, where the role is the caller. */
  principal?: { kind: string; name: string };
  /** The condition keys that AWS fills in. A key that is absent here is absent in the request. */
  context?: Record<string, readonly string[]>;
}

export type Verdict = 'allowed' | 'denied' | 'not allowed';

export function judge(statements: Statement[], request: AccessRequest): Verdict {
  for (const statement of statements) requireKnown(statement);
  const matching = statements.filter(statement => matches(statement, request));
  if (matching.some(({ Effect }) => Effect === 'Deny')) return 'denied';
  return matching.some(({ Effect }) => Effect === 'Allow') ? 'allowed' : 'not allowed';
}

const ELEMENTS = new Set(['Sid', 'Effect', 'Action', 'Resource', 'Principal', 'Condition']);

/** Also checks statements that do not match the request: a policy is understood as a whole, or not at all. */
function requireKnown(statement: Statement): void {
  for (const element of Object.keys(statement)) {
    if (!ELEMENTS.has(element)) throw new Error(`unknown element ${element} in a statement`);
  }
  if (statement.Effect !== 'Allow' && statement.Effect !== 'Deny')
    throw new Error(`unknown effect ${statement.Effect}`);
  for (const [operator, keys] of Object.entries(statement.Condition ?? {})) {
    const { test } = operatorOf(operator);
    for (const expected of Object.values(keys).flatMap(listOf)) test('', expected);
  }
  const { Action, Resource = [], Principal = [] } = statement;
  const principals = typeof Principal === 'string' ? [Principal] : Object.values(Principal);
  for (const text of [Action, Resource, ...principals].flatMap(listOf)) requireNoVariable(text);
}

function matches({ Action, Resource, Principal, Condition = {} }: Statement, request: AccessRequest): boolean {
  return (
    listOf(Action).some(action => isLike(request.action.toLowerCase(), action.toLowerCase())) &&
    (Resource === undefined || listOf(Resource).some(resource => isLike(request.resource, resource))) &&
    matchesPrincipal(Principal, request.principal) &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, expected]) =>
        operatorOf(operator).holds(valuesOf(request.context, key), listOf(expected)),
      ),
    )
  );
}

function matchesPrincipal(principals: Statement['Principal'], principal: AccessRequest['principal']): boolean {
  if (!principals) return true;
  if (!principal) throw new Error('a policy on a resource needs a principal to judge');
  if (principals === '*' || listOf(principals.AWS ?? []).includes('*')) return true;
  return listOf(principals[principal.kind] ?? []).includes(principal.name);
}

/** Condition keys ignore case. */
function valuesOf(context: AccessRequest['context'] = {}, key: string): readonly string[] {
  const found = Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase());
  return found?.[1] ?? [];
}

type Test = (value: string, expected: string) => boolean;

const TESTS: Record<string, Test> = {
  StringEquals: (value, expected) => requireNoVariable(expected) === value,
  StringLike: isLike,
  Bool: (value, expected) => value.toLowerCase() === requireBoolean(expected),
  ArnLike: isArnLike,
  // AWS documents ArnEquals as the same as ArnLike.
  ArnEquals: isArnLike,
};

interface Operator {
  test: Test;
  holds(values: readonly string[], expected: string[]): boolean;
}

function operatorOf(operator: string): Operator {
  const [name = '', quantifier] = operator.split(':').reverse();
  const test = Object.hasOwn(TESTS, name) ? TESTS[name] : undefined;
  if (!test || (quantifier && !QUANTIFIERS.includes(quantifier))) throw new Error(`unknown operator ${operator}`);
  return {
    test,
    holds: (values, expected) => {
      const fits = (value: string): boolean => expected.some(pattern => test(value, pattern));
      // Holds for an empty list too: on AWS a missing key passes ForAllValues.
      if (quantifier === 'ForAllValues') return values.every(fits);
      if (quantifier === 'ForAnyValue') return values.some(fits);
      if (values.length > 1) throw new Error(`${operator} compares one value, and the request has ${values.length}`);
      return values.some(fits);
    },
  };
}
const QUANTIFIERS = ['ForAllValues', 'ForAnyValue'];

const ARN_PARTS = 6;

/**
 * Compares part by part: a wildcard does not match beyond its colon, except in the last part, which may contain colons.
 */
function isArnLike(value: string, pattern: string): boolean {
  const [values, patterns] = [value, pattern].map(partsOf) as [string[], string[]];
  return patterns.length === values.length && patterns.every((part, i) => isLike(values[i] ?? '', part));
}
function partsOf(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, ARN_PARTS - 1), parts.slice(ARN_PARTS - 1).join(':')];
}

/** `*` matches any text, `?` any character. */
function isLike(value: string, pattern: string): boolean {
  const source = requireNoVariable(pattern)
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '[^]*')
    .replaceAll('?', '[^]');
  return new RegExp(`^${source}$`).test(value);
}

function requireNoVariable(text: string): string {
  if (text.includes('${')) throw new Error(`unknown policy variable in ${text}`);
  return text;
}

function requireBoolean(text: string): string {
  if (text !== 'true' && text !== 'false') throw new Error(`${text} is neither true nor false`);
  return text;
}

export const listOf = (values: Values): string[] => [values].flat();
