/** The placeholders of one request: the name or value of each, and which of them the expressions used. */
import { validationError } from '../errors.ts';
import type { Codec } from '../values/codec.ts';
import type { Value } from '../values/value.ts';
import type { Path } from './syntax.ts';

/** A path with its placeholders resolved: names of attributes, and positions in lists. */
export type BoundPath = (string | number)[];

export interface Placeholders {
  ExpressionAttributeNames?: Record<string, string> | undefined;
  ExpressionAttributeValues?: Record<string, unknown> | undefined;
}

const NAME_KEY = /^#[0-9a-zA-Z_]+$/;
const VALUE_KEY = /^:[0-9a-zA-Z_]+$/;

export class Bindings {
  private readonly names = new Map<string, string>();
  readonly values = new Map<string, Value>();
  private readonly used = new Set<string>();

  constructor({ ExpressionAttributeNames: names, ExpressionAttributeValues: values }: Placeholders, codec: Codec) {
    if (names)
      for (const [key, name] of entriesOf(names, 'ExpressionAttributeNames', NAME_KEY)) this.names.set(key, name);
    if (values) {
      for (const [key, value] of entriesOf(values, 'ExpressionAttributeValues', VALUE_KEY)) {
        this.values.set(key, readValue(codec, key, value));
      }
    }
  }

  path(path: Path, parameter: string): BoundPath {
    return path.map(part => {
      if ('index' in part) return part.index;
      return 'name' in part ? part.name : this.name(part.placeholder, parameter);
    });
  }

  private name(placeholder: string, parameter: string): string {
    const name = this.names.get(placeholder);
    if (name === undefined) {
      throw validationError(
        `Invalid ${parameter}: An expression attribute name used in the document path is not defined; attribute name: ${placeholder}`,
      );
    }
    this.used.add(placeholder);
    return name;
  }

  value(placeholder: string, parameter: string): Value {
    const value = this.values.get(placeholder);
    if (value === undefined) {
      throw validationError(
        `Invalid ${parameter}: An expression attribute value used in expression is not defined; attribute value: ${placeholder}`,
      );
    }
    this.used.add(placeholder);
    return value;
  }

  requireAllUsed(): void {
    requireNone(this.names, this.used, 'ExpressionAttributeNames');
    requireNone(this.values, this.used, 'ExpressionAttributeValues');
  }
}

function entriesOf<Content>(map: Record<string, Content>, parameter: string, form: RegExp): [string, Content][] {
  const entries = Object.entries(map);
  if (entries.length === 0) throw validationError(`${parameter} must not be empty`);
  for (const [key] of entries) {
    if (!form.test(key)) throw validationError(`${parameter} contains invalid key: Syntax error; key: "${key}"`);
  }
  return entries;
}

function readValue(codec: Codec, key: string, value: unknown): Value {
  try {
    return codec.read(value);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ValidationException') throw error;
    throw validationError(`ExpressionAttributeValues contains invalid value: ${error.message} for key ${key}`);
  }
}

function requireNone(defined: Map<string, unknown>, used: Set<string>, parameter: string): void {
  if (defined.size === 0) return;
  const unused = [...defined.keys()].filter(key => !used.has(key));
  if (unused.length === 0) return;
  throw validationError(`Value provided in ${parameter} unused in expressions: keys: {${unused.join(', ')}}`);
}
