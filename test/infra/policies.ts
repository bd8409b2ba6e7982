/**
 * Reads every policy in a template, wherever it is defined: the rights of roles, the trust of roles, and who may use a
 * queue or start a function. Resources have names from the construct tree instead of logical ids, so that unrelated
 * changes do not change them.
 */
import { CfnElement, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { FunctionName } from '../../lib/infra/rights.ts';
import type { Stage } from '../../lib/infra/stage.ts';
import { listOf, type Statement, type Values } from './iam.ts';
import { createStack, FUNCTION_NAMES, type Ref, type Resource, resourcesOf, type Text, textOf } from './synthesized.ts';

export interface Policy {
  /** The role that it gives rights to, or the resource that it opens: `Role of accounts`. */
  of: string;
  /** `rights`: what a role may do. `trust`: who may take the role. `access`: who may use a resource. */
  kind: 'rights' | 'trust' | 'access';
  statements: Statement[];
}

/** All policies of a stage, as it is deployed with these settings. */
export function readPolicies(...of: Parameters<typeof createStack>): Policy[] {
  const stack = createStack(...of);
  const names = namesOf(stack);
  return resourcesOf<object>(Template.fromStack(stack)).flatMap(resource => policiesIn(resource, names));
}

/** The statements that give a function its rights. */
export const rightsOf = (policies: Policy[], name: FunctionName): Statement[] =>
  policies.filter(({ of, kind }) => kind === 'rights' && of === `Role of ${name}`).flatMap(policy => policy.statements);

function policiesIn({ id, Type, Properties }: Resource<object>, names: Map<string, string>): Policy[] {
  if (Type.startsWith('AWS::IAM::') && !['AWS::IAM::Role', 'AWS::IAM::Policy'].includes(Type)) {
    throw new Error(`${names.get(id)} gives rights that this test cannot read: ${Type}`);
  }
  for (const elsewhere of ['ManagedPolicyArns', 'PermissionsBoundary']) {
    if (elsewhere in Properties) throw new Error(`${names.get(id)} has rights outside of this template: ${elsewhere}`);
  }
  if (Type === 'AWS::Lambda::Permission') return [permission(Properties as Permission, names)];
  const statements = (found: RawStatement[]): Statement[] => found.map(statement => named(statement, names));
  return documentsIn(Properties).flatMap(({ path, Statement }): Policy[] => {
    if (path.includes('AssumeRolePolicyDocument')) {
      return [{ of: nameOf(id, names), kind: 'trust', statements: statements(Statement) }];
    }
    const roles = Type === 'AWS::IAM::Policy' ? (Properties as { Roles: Ref[] }).Roles.map(({ Ref }) => Ref) : [];
    if (Type === 'AWS::IAM::Role') roles.push(id);
    // A table's own policy cannot name the table, so it says `*`.
    if (Type === 'AWS::DynamoDB::Table') {
      const of = nameOf(id, names);
      return [{ of, kind: 'access', statements: statements(Statement).map(one => ({ ...one, Resource: of })) }];
    }
    if (roles.length === 0)
      return [{ of: protectedBy(Statement, names), kind: 'access', statements: statements(Statement) }];
    return roles.map(role => ({ of: nameOf(role, names), kind: 'rights', statements: statements(Statement) }));
  });
}

/** A statement as in the template: its resources and conditions may be references. */
type RawStatement = Omit<Statement, 'Resource' | 'Condition'> & {
  Resource?: Text | Text[];
  Condition?: Record<string, Record<string, Text | Text[]>>;
};

/** Searches a resource at every depth: an object with statements is a policy. */
function documentsIn(value: unknown, path: string[] = []): { path: string[]; Statement: RawStatement[] }[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('Statement' in value) return [{ path, Statement: [value.Statement].flat() as RawStatement[] }];
  return Object.entries(value).flatMap(([key, inner]) => documentsIn(inner, [...path, key]));
}

interface Permission {
  Action: string;
  FunctionName: Text;
  Principal: string;
  SourceArn?: Text;
}

/** The statement that Lambda adds to the function's own policy for a permission. */
function permission(
  { Action, FunctionName, Principal, SourceArn, ...rest }: Permission,
  names: Map<string, string>,
): Policy {
  if (Object.keys(rest).length > 0) throw new Error(`a permission has unknown properties: ${Object.keys(rest)}`);
  const Condition = SourceArn && { ArnLike: { 'aws:SourceArn': SourceArn } };
  const raw: RawStatement = {
    Effect: 'Allow',
    Principal: Principal === '*' ? '*' : { Service: Principal },
    Action,
    Resource: FunctionName,
    ...(Condition && { Condition }),
  };
  return { of: nameIn(FunctionName, names), kind: 'access', statements: [named(raw, names)] };
}

/** Leaves out the Sid, a hash by CDK that says nothing about rights. */
function named({ Sid: _Sid, Resource, Condition, ...rest }: RawStatement, names: Map<string, string>): Statement {
  const texts = (values: Text | Text[]): Values => [values].flat().map(value => nameIn(value, names));
  return {
    ...rest,
    ...(Resource !== undefined && { Resource: texts(Resource) }),
    ...(Condition && {
      Condition: mapValues(Condition, keys => mapValues(keys, texts)),
    }),
  };
}

const mapValues = <In, Out>(record: Record<string, In>, change: (value: In) => Out): Record<string, Out> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));

const protectedBy = (statements: RawStatement[], names: Map<string, string>): string =>
  [...new Set(statements.flatMap(({ Resource = [] }) => [Resource].flat().map(text => nameIn(text, names))))].join(
    ', ',
  );

/** The names of constructs by logical id. */
function namesOf(stack: Stack): Map<string, string> {
  const elements = stack.node.findAll().filter(CfnElement.isCfnElement);
  return new Map(elements.map(element => [String(stack.resolve(element.logicalId)), nameOfPath(element.node.path)]));
}

/** `Holdfast-dev/Http/accounts/Role/Resource` is the `Role of accounts`. */
function nameOfPath(path: string): string {
  const parts = path.split('/').slice(1);
  if (parts.length > 1 && ['Resource', 'Default'].includes(parts.at(-1) as string)) parts.pop();
  const at = parts.findIndex(isFunctionName);
  return at < 0 || at === parts.length - 1 ? parts.join('/') : `${parts.slice(at + 1).join('/')} of ${parts[at]}`;
}

const isFunctionName = (part: string): boolean => (FUNCTION_NAMES as string[]).includes(part);

function nameOf(id: string, names: Map<string, string>): string {
  const name = names.get(id);
  if (name === undefined) throw new Error(`the stack has no element ${id}`);
  return name;
}

/** A reference by its name; an ARN of this account and Region without the prefix that all of them share. */
function nameIn(text: Text, names: Map<string, string>): string {
  return textOf(text)
    .replace(/<(\w+)(?:\.(\w+))?>/g, (_, id: string, attribute = 'Arn') =>
      attribute === 'Arn' ? nameOf(id, names) : `${nameOf(id, names)}.${attribute}`,
    )
    .replace(/^arn:<AWS::Partition>:(\w[\w-]*):<AWS::Region>:<AWS::AccountId>:/, '$1:');
}

/** All policies as one text for reviewers, function by function. */
export function describePolicies(policies: Policy[], { name }: Pick<Stage, 'name'>): string {
  const sections = Map.groupBy(policies, ({ of }) => (/ of (\S+)$/.exec(of)?.[1] ?? of) as FunctionName);
  const order = [...sections.keys()].toSorted((a, b) => placeOf(a) - placeOf(b) || compare(a, b));
  const text = order.map(section => `${section}\n${describeSection(sections.get(section) ?? [])}`);
  return `${HEADING.replace('<stage>', name)}\n\n${text.join('\n\n')}\n`;
}

const HEADING = `Who may do what on the stage <stage>: every policy of its stack, and nothing is allowed but what stands here.
"every" and "some" speak of a key with several values, the partition keys (dynamodb:LeadingKeys) that a request touches;
"every" also lets a request pass that names none. deny wins over allow. Written anew by: npx vitest run test/infra/policies --update`;

const placeOf = (section: FunctionName): number => {
  const at = FUNCTION_NAMES.indexOf(section);
  return at < 0 ? FUNCTION_NAMES.length : at;
};
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const TITLES: Record<Policy['kind'], (of: string) => string> = {
  rights: of => `${of} may`,
  trust: of => `${of} is taken by`,
  access: of => `${of} is open to`,
};

function describeSection(policies: Policy[]): string {
  const byTitle = Map.groupBy(policies, ({ of, kind }) => TITLES[kind](of));
  return [...byTitle]
    .toSorted(([a], [b]) => compare(a, b))
    .map(([title, under]) => [`  ${title}`, ...linesOf(under.flatMap(({ statements }) => statements))].join('\n'))
    .join('\n');
}

/** One line for each action and resource. Lines under the same condition are grouped. */
function linesOf(statements: Statement[]): string[] {
  const byCondition = Map.groupBy(statements, ({ Condition = {} }) => describeCondition(Condition));
  return [...byCondition]
    .toSorted(([a], [b]) => compare(a, b))
    .flatMap(([condition, under]) => {
      const lines = [...new Set(under.flatMap(describeStatement))].toSorted();
      if (condition === '') return lines.map(line => `    ${line}`);
      if (lines.length === 1) return [`    ${lines[0]}  where ${condition}`];
      return [`    where ${condition}:`, ...lines.map(line => `      ${line}`)];
    });
}

function describeStatement({ Effect, Principal, Action, Resource = '' }: Statement): string[] {
  const who = Principal === undefined ? '' : `${describePrincipal(Principal)}  `;
  return listOf(Action).flatMap(action =>
    listOf(Resource).map(resource => `${Effect.toLowerCase().padEnd(5)}  ${who}${action}  ${resource}`.trimEnd()),
  );
}

const describePrincipal = (principal: NonNullable<Statement['Principal']>): string =>
  typeof principal === 'string' || principal.AWS === '*' ? 'everybody' : Object.values(principal).flat().join(', ');

const OPERATORS: Record<string, string> = {
  StringLike: 'like',
  ArnLike: 'like',
  ArnEquals: '',
  StringEquals: '',
  Bool: '',
};
const QUANTIFIERS: Record<string, string> = { ForAllValues: 'every ', ForAnyValue: 'some ' };

function describeCondition(condition: NonNullable<Statement['Condition']>): string {
  const each = Object.entries(condition).flatMap(([operator, keys]) => {
    const [name = '', quantifier] = operator.split(':').reverse();
    return Object.entries(keys).map(([key, values]) =>
      [`${quantifier ? QUANTIFIERS[quantifier] : ''}${key} is`, OPERATORS[name], listOf(values).join(' or ')]
        .filter(Boolean)
        .join(' '),
    );
  });
  return each.toSorted().join(' and ');
}
