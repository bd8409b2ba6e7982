/**
 * How IAM judges a request by policy documents: an explicit Deny, then an Allow, then nothing, which is no. It knows what
 * our policies use and throws on whatever else it meets, so that nothing passes because it was not understood.
 */
export type Values = string | string[];

export interface Statement {
  Sid?: string;
  Effect: 'Allow' | 'Deny';
  Action: Values;
  /** A trust policy has none: it speaks of the role that it belongs to. */
  Resource?: Values;
  /** Of policies on a resource only. */
  Principal?: '*' | Record<string, Values>;
  Condition?: Record<string, Record<string, Values>>;
}

export interface Asked {
  action: string;
  resource: string;
  /** Who asks, as a policy on a resource names it; a role's own policy speaks of nobody else. */
  principal?: { kind: string; name: string };
  /** The condition keys that AWS fills in. A key that is missing here is missing in the request. */
  context?: Record<string, readonly string[]>;
}

export type Verdict = 'allowed' | 'denied' | 'not allowed';

export function judge(statements: Statement[], asked: Asked): Verdict {
  for (const statement of statements) requireKnown(statement);
  const concerned = statements.filter(statement => concerns(statement, asked));
  if (concerned.some(({ Effect }) => Effect === 'Deny')) return 'denied';
  return concerned.some(({ Effect }) => Effect === 'Allow') ? 'allowed' : 'not allowed';
}

const ELEMENTS = new Set(['Sid', 'Effect', 'Action', 'Resource', 'Principal', 'Condition']);

/** Also of statements that do not concern the request: a policy is understood as a whole, or not at all. */
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

function concerns({ Action, Resource, Principal, Condition = {} }: Statement, asked: Asked): boolean {
  return (
    listOf(Action).some(action => isLike(asked.action.toLowerCase(), action.toLowerCase())) &&
    (Resource === undefined || listOf(Resource).some(resource => isLike(asked.resource, resource))) &&
    isAbout(Principal, asked.principal) &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, expected]) =>
        operatorOf(operator).holds(valuesOf(asked.context, key), listOf(expected)),
      ),
    )
  );
}

function isAbout(principals: Statement['Principal'], asked: Asked['principal']): boolean {
  if (!principals) return true;
  if (!asked) throw new Error('a policy on a resource is asked about somebody');
  if (principals === '*' || listOf(principals.AWS ?? []).includes('*')) return true;
  return listOf(principals[asked.kind] ?? []).includes(asked.name);
}

/** Condition keys ignore case. */
function valuesOf(context: Asked['context'] = {}, key: string): readonly string[] {
  const found = Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase());
  return found?.[1] ?? [];
}

type Test = (value: string, expected: string) => boolean;

const TESTS: Record<string, Test> = {
  StringEquals: (value, expected) => requireNoVariable(expected) === value,
  StringLike: isLike,
  Bool: (value, expected) => value.toLowerCase() === requireBoolean(expected),
  ArnLike: isArnLike,
  // AWS: the same as ArnLike.
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
      // Nothing is "all of them", too: a missing key passes, as on AWS.
      if (quantifier === 'ForAllValues') return values.every(fits);
      if (quantifier === 'ForAnyValue') return values.some(fits);
      if (values.length > 1) throw new Error(`${operator} is for one value, and there are ${values.length}`);
      return values.some(fits);
    },
  };
}
const QUANTIFIERS = ['ForAllValues', 'ForAnyValue'];

const ARN_PARTS = 6;

/** Part by part: a wildcard never reaches beyond its colon, but for the last part, which may have colons of its own. */
function isArnLike(value: string, pattern: string): boolean {
  const [values, patterns] = [value, pattern].map(partsOf) as [string[], string[]];
  return patterns.length === values.length && patterns.every((part, i) => isLike(values[i] ?? '', part));
}
function partsOf(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, ARN_PARTS - 1), parts.slice(ARN_PARTS - 1).join(':')];
}

/** `*` is any text, `?` any character. */
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
