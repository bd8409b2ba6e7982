/**
 * Finds the breaking changes of a JSON Schema. In a request the new schema must accept every value that the released one
 * accepts. In a response each field that a client may rely on must still be there, with its type. A keyword that this file
 * does not know counts as a breaking change when it differs, so that it cannot be overlooked.
 */
import { isDeepStrictEqual } from 'node:util';

export type Direction = 'request' | 'response';
export type Schema = Record<string, unknown>;

export interface SchemaPair {
  released: Schema;
  current: Schema;
}

/** A breaking change at a path within the schema. */
export interface Break {
  path: string;
  what: string;
}

export interface Comparison {
  documents: {
    released: { components: { schemas: Record<string, Schema> } };
    current: { components: { schemas: Record<string, Schema> } };
  };
  /** Texts that a released pattern accepts, such as its longest ones. A new pattern that accepts all of them counts as wider. */
  samplesOf: (pattern: string) => string[];
  /** Is called with each component that both schemas refer to. It is not compared here. */
  meet: (name: string, pair: SchemaPair) => void;
}

/** Keywords that say nothing about which values are valid. */
const ANNOTATIONS = [
  ...['title', 'description', 'examples', 'example', 'deprecated', '$comment', '$id', '$schema'],
  'discriminator',
];
const LOWER_BOUNDS = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'];
const UPPER_BOUNDS = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'];
const KNOWN = [
  ...ANNOTATIONS,
  ...LOWER_BOUNDS,
  ...UPPER_BOUNDS,
  ...['$ref', 'anyOf', 'oneOf', 'allOf', 'type', 'enum', 'const', 'pattern', 'format', 'default', 'nullable'],
  ...['properties', 'required', 'additionalProperties', 'propertyNames', 'items', 'prefixItems'],
];

export function breaksInSchema(pair: SchemaPair, direction: Direction, comparison: Comparison): Break[] {
  return compare(pair, direction, { ...comparison, depth: 0 }, '');
}

type Context = Comparison & { depth: number };
/** Deeper than any schema. A component that contains itself under two names would never end. */
const DEPTH_MAX = 40;

function compare({ released, current }: SchemaPair, direction: Direction, context: Context, path: string): Break[] {
  if (context.depth > DEPTH_MAX) return [{ path, what: 'cannot be compared: the schema contains itself' }];
  const inner = { ...context, depth: context.depth + 1 };
  if (typeof released.$ref === 'string' || typeof current.$ref === 'string') {
    const resolved = {
      released: resolve(released, 'released', context),
      current: resolve(current, 'current', context),
    };
    const name = nameOf(released);
    if (name !== undefined && name === nameOf(current)) {
      context.meet(name, resolved);
      return [];
    }
    return compare(resolved, direction, inner, path);
  }
  const alternatives = { released: alternativesOf(released), current: alternativesOf(current) };
  if (alternatives.released.length > 1 || alternatives.current.length > 1) {
    return compareAlternatives(alternatives, direction, inner, path);
  }
  const whole = { released: flat(released, 'released', context), current: flat(current, 'current', context) };
  return compareOne(whole, direction, inner, path);
}

const nameOf = ({ $ref }: Schema): string | undefined =>
  typeof $ref === 'string' ? $ref.split('/').at(-1) : undefined;

function resolve(schema: Schema, side: 'released' | 'current', { documents }: Context, mayBeAbsent = false): Schema {
  const name = nameOf(schema);
  if (name === undefined) return schema;
  const found = documents[side].components.schemas[name];
  if (!found && mayBeAbsent) return schema;
  if (!found) throw new Error(`the ${side} document has no component ${name}`);
  return found;
}

function alternativesOf({ anyOf, oneOf, ...rest }: Schema): Schema[] {
  const members = (anyOf ?? oneOf) as Schema[] | undefined;
  return members
    ? members.map(member =>
        Object.keys(rest).every(key => ANNOTATIONS.includes(key)) ? member : { allOf: [rest, member] },
      )
    : [rest];
}

/** Each alternative that one side may send must be like one that the other side knows. */
function compareAlternatives(
  { released, current }: { released: Schema[]; current: Schema[] },
  direction: Direction,
  context: Context,
  path: string,
): Break[] {
  const [sent, understood] = direction === 'request' ? [released, current] : [current, released];
  return sent.flatMap(one => {
    const alike = understood.filter(other => hasSameConstants(one, other, context));
    const tried = (alike.length > 0 ? alike : understood).map(other => {
      const met: [string, SchemaPair][] = [];
      const quiet = { ...context, meet: (name: string, pair: SchemaPair) => met.push([name, pair]) };
      const pair = direction === 'request' ? { released: one, current: other } : { released: other, current: one };
      return { breaks: compare(pair, direction, quiet, path), met };
    });
    const [best] = tried.toSorted((a, b) => a.breaks.length - b.breaks.length || b.met.length - a.met.length);
    for (const [name, pair] of best?.met ?? []) context.meet(name, pair);
    return best?.breaks ?? [];
  });
}

/** Whether a field with a constant, such as `kind`, has the same one in both. */
function hasSameConstants(one: Schema, other: Schema, context: Context): boolean {
  const [mine, theirs] = [one, other].map(schema => {
    const { properties = {} } = resolve(resolve(schema, 'released', context, true), 'current', context, true);
    return Object.entries(properties as Record<string, Schema>).filter(([, field]) => field.const !== undefined);
  }) as [[string, Schema][], [string, Schema][]];
  return (
    mine.length > 0 &&
    mine.every(([name, field]) => theirs.some(([also, { const: value }]) => also === name && value === field.const))
  );
}

/** Members of `allOf` as one schema, with the fields of all. Several patterns become a list. */
function flat({ allOf, ...schema }: Schema, side: 'released' | 'current', context: Context): Flat {
  const others = ((allOf as Schema[] | undefined) ?? []).map(member =>
    flat(resolve(member, side, context), side, context),
  );
  const members = [schema as Schema & { patterns?: string[] }, ...others];
  const patterns = members.flatMap(({ pattern, patterns = [] }) => [
    ...(typeof pattern === 'string' ? [pattern] : []),
    ...patterns,
  ]);
  return { ...Object.assign({}, ...members), ...fieldsOf(members), patterns: [...new Set(patterns)] };
}

/** The fields of all members. A field of several members must match all of them. */
function fieldsOf(members: Schema[]): Schema {
  const fields = new Map<string, Schema[]>();
  for (const { properties = {} } of members) {
    for (const [name, field] of Object.entries(properties as Record<string, Schema>))
      fields.set(name, [...(fields.get(name) ?? []), field]);
  }
  const required = new Set(members.flatMap(member => (member.required as string[] | undefined) ?? []));
  return {
    ...(fields.size > 0 && {
      properties: Object.fromEntries(
        [...fields].map(([name, all]) => [name, all.length > 1 ? { allOf: all } : all[0]]),
      ),
    }),
    ...(required.size > 0 && { required: [...required] }),
  };
}

type Flat = Schema & { patterns: string[] };

function compareOne(
  pair: { released: Flat; current: Flat },
  direction: Direction,
  context: Context,
  path: string,
): Break[] {
  return [
    ...typeBreaks(pair, direction, path),
    ...(direction === 'request' ? narrowings(pair, context, path) : []),
    ...formatBreaks(pair, direction, path),
    ...fieldBreaks(pair, direction, context, path),
    ...itemBreaks(pair, direction, context, path),
    ...unknownBreaks(pair, path),
  ];
}

const typesOf = ({ type, const: constant, enum: values }: Schema): string[] | undefined => {
  if (type !== undefined) return [type].flat() as string[];
  const sample = values ?? (constant === undefined ? undefined : [constant]);
  return sample
    ? [...new Set((sample as unknown[]).map(value => (value === null ? 'null' : typeof value)))]
    : undefined;
};

function typeBreaks({ released, current }: SchemaPair, direction: Direction, path: string): Break[] {
  const [before, now] = [typesOf(released), typesOf(current)];
  const [sent, understood] = direction === 'request' ? [before, now] : [now, before];
  if (understood === undefined) return [];
  const isUnderstood = (type: string): boolean =>
    understood.includes(type) || (type === 'integer' && understood.includes('number'));
  if (sent?.every(isUnderstood)) return [];
  return [{ path, what: `is ${now?.join(' or ') ?? 'of any type'}, and was ${before?.join(' or ') ?? 'of any type'}` }];
}

function narrowings(
  { released, current }: { released: Flat; current: Flat },
  { samplesOf }: Context,
  path: string,
): Break[] {
  const found: string[] = [];
  const valuesOf = ({ enum: values, const: constant }: Schema): unknown[] | undefined =>
    (values as unknown[] | undefined) ?? (constant === undefined ? undefined : [constant]);
  const [before, now] = [valuesOf(released), valuesOf(current)];
  if (now && !before) found.push('accepts only some values');
  for (const value of before ?? [])
    if (now && !now.includes(value)) found.push(`does not accept ${JSON.stringify(value)}`);
  const samples = released.patterns.flatMap(samplesOf);
  if (samples.length > 0) {
    const refused = samples.find(sample => !accepts(current, sample));
    if (refused !== undefined) found.push(`does not accept ${JSON.stringify(refused)}`);
  } else {
    const isKept = current.patterns.every(pattern => released.patterns.includes(pattern));
    if (!before && !isKept) found.push('has another pattern');
    found.push(...tighterBounds(released, current));
  }
  if (released.default !== undefined && !isDeepStrictEqual(released.default, current.default))
    found.push('has another default');
  return found.map(what => ({ path, what }));
}

const accepts = ({ patterns, minLength = 0, maxLength = Number.POSITIVE_INFINITY }: Flat, text: string): boolean =>
  patterns.every(pattern => new RegExp(pattern, 'u').test(text)) &&
  text.length >= Number(minLength) &&
  text.length <= Number(maxLength);

function tighterBounds(released: Schema, current: Schema): string[] {
  const isTighter = (bound: string, sign: 1 | -1): boolean => {
    const [before, now] = [released[bound], current[bound]] as (number | undefined)[];
    return now !== undefined && (before === undefined || sign * now > sign * before);
  };
  return [
    ...LOWER_BOUNDS.filter(bound => isTighter(bound, 1)),
    ...UPPER_BOUNDS.filter(bound => isTighter(bound, -1)),
  ].map(bound => `has the ${bound} ${current[bound]}`);
}

function formatBreaks({ released, current }: SchemaPair, direction: Direction, path: string): Break[] {
  const isFree = direction === 'request' ? current.format === undefined : released.format === undefined;
  return isFree || released.format === current.format
    ? []
    : [{ path, what: `has ${current.format === undefined ? 'no format' : `the format ${current.format}`}` }];
}

function fieldBreaks({ released, current }: SchemaPair, direction: Direction, context: Context, path: string): Break[] {
  const [before, now] = [released, current].map(({ properties = {} }) => properties as Record<string, Schema>) as [
    Record<string, Schema>,
    Record<string, Schema>,
  ];
  const [must, mustNow] = [released, current].map(({ required = [] }) => required as string[]) as [string[], string[]];
  const at = (name: string): string => (path === '' ? name : `${path}.${name}`);
  const kept = Object.keys(before).filter(name => name in now);
  const demanded = direction === 'request' ? mustNow.filter(name => !must.includes(name)) : [];
  const missed = direction === 'response' ? must.filter(name => name in now && !mustNow.includes(name)) : [];
  return [
    ...Object.keys(before)
      .filter(name => !(name in now))
      .map(name => ({ path: at(name), what: 'is removed' })),
    ...demanded.map(name => ({ path: at(name), what: 'is required' })),
    ...missed.map(name => ({ path: at(name), what: 'may be absent' })),
    ...kept.flatMap(name =>
      compare({ released: before[name] ?? {}, current: now[name] ?? {} }, direction, context, at(name)),
    ),
    ...openBreaks({ released, current }, direction, context, path),
  ];
}

/** Fields whose names the schema does not list, such as those of a map. */
function openBreaks({ released, current }: SchemaPair, direction: Direction, context: Context, path: string): Break[] {
  const schemaOf = (value: unknown): Schema | undefined =>
    typeof value === 'object' && value !== null ? (value as Schema) : undefined;
  const at = [path, '*'].filter(Boolean).join('.');
  const [before, now] = [schemaOf(released.additionalProperties), schemaOf(current.additionalProperties)];
  const namesBefore = schemaOf(released.propertyNames);
  const namesNow = schemaOf(current.propertyNames);
  const ofNames =
    direction === 'request' && namesNow
      ? compare({ released: namesBefore ?? {}, current: namesNow }, direction, context, `${at} as a name`)
      : [];
  if (direction === 'request') {
    const wasOpen = released.additionalProperties !== false && isObject(released);
    if (wasOpen && current.additionalProperties === false) return [{ path: at, what: 'is refused' }, ...ofNames];
    return [
      ...(now && wasOpen ? compare({ released: before ?? {}, current: now }, direction, context, at) : []),
      ...ofNames,
    ];
  }
  if (!before) return [];
  if (current.additionalProperties === false) return [{ path: at, what: 'is removed' }];
  // Without the keyword, any field is allowed.
  return compare({ released: before, current: now ?? {} }, direction, context, at);
}

const isObject = (schema: Schema): boolean => typesOf(schema)?.includes('object') ?? schema.properties !== undefined;

function itemBreaks({ released, current }: SchemaPair, direction: Direction, context: Context, path: string): Break[] {
  const at = `${path}[]`;
  const [before, now] = [released.items, current.items] as (Schema | undefined)[];
  if (direction === 'response' && before && !now) return [{ path: at, what: 'is of any type' }];
  const items = before || now ? compare({ released: before ?? {}, current: now ?? {} }, direction, context, at) : [];
  const isSame = isDeepStrictEqual(released.prefixItems, current.prefixItems);
  return [...items, ...(isSame ? [] : [{ path: at, what: 'has another form' }])];
}

function unknownBreaks({ released, current }: SchemaPair, path: string): Break[] {
  const names = new Set([...Object.keys(released), ...Object.keys(current)]);
  return [...names]
    .filter(name => !KNOWN.includes(name) && name !== 'patterns' && !isDeepStrictEqual(released[name], current[name]))
    .map(name => ({ path, what: `has another ${name}` }));
}
