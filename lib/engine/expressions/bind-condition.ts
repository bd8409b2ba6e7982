/** Resolves the placeholders of a parsed condition and checks its functions and operands, as DynamoDB does before it reads. */
import { validationError } from '../errors.ts';
import { compareValues, isOrdered } from '../values/order.ts';
import { type TypeName, typeOf, type Value } from '../values/value.ts';
import type { Bindings, BoundPath } from './bindings.ts';
import { cached } from './cache.ts';
import { parseCondition } from './parse-condition.ts';
import { pathText } from './paths.ts';
import type { Condition, ConditionOf, Operand } from './syntax.ts';

export type BoundOperand =
  | { is: 'path'; path: BoundPath }
  | { is: 'value'; value: Value }
  | { is: 'size'; of: BoundOperand };

export type FunctionName = 'attribute_exists' | 'attribute_not_exists' | 'attribute_type' | 'begins_with' | 'contains';

export type BoundCondition = ConditionOf<BoundOperand, FunctionName>;

const parse = cached(parseCondition);

export function bindCondition(source: string, parameter: string, bindings: Bindings): BoundCondition {
  return new ConditionBinder(parameter, bindings).bind(parse(source, parameter));
}

const OPERANDS: Record<FunctionName | 'size', number> = {
  attribute_exists: 1,
  attribute_not_exists: 1,
  attribute_type: 2,
  begins_with: 2,
  contains: 2,
  size: 1,
};
/** Whether this is the name of a function of conditions. Updates have other functions. */
export const isConditionFunction = (name: string): boolean => Object.hasOwn(OPERANDS, name);

const TYPES: TypeName[] = ['B', 'NULL', 'SS', 'BOOL', 'L', 'BS', 'N', 'NS', 'S', 'M'];
const UNSIZED: TypeName[] = ['N', 'BOOL', 'NULL'];

class ConditionBinder {
  private readonly parameter: string;
  private readonly bindings: Bindings;

  constructor(parameter: string, bindings: Bindings) {
    this.parameter = parameter;
    this.bindings = bindings;
  }

  bind(condition: Condition): BoundCondition {
    if (condition.is === 'and' || condition.is === 'or') {
      return { is: condition.is, left: this.bind(condition.left), right: this.bind(condition.right) };
    }
    if (condition.is === 'not') return { is: 'not', condition: this.bind(condition.condition) };
    if (condition.is === 'compare') return this.comparison(condition);
    if (condition.is === 'between') return this.between(condition);
    if (condition.is === 'call') return this.call(condition.name, condition.operands);
    const operand = this.operand(condition.operand);
    const candidates = condition.candidates.map(candidate => this.operand(candidate));
    for (const candidate of candidates) this.requireDistinct('IN', operand, candidate);
    return { is: 'in', operand, candidates };
  }

  private comparison({ comparator, ...sides }: Extract<Condition, { is: 'compare' }>): BoundCondition {
    const [left, right] = [this.operand(sides.left), this.operand(sides.right)];
    this.requireDistinct(comparator, left, right);
    if (comparator !== '=' && comparator !== '<>') {
      for (const side of [left, right]) if (side.is === 'value') this.requireOrdered(comparator, side.value);
    }
    return { is: 'compare', comparator, left, right };
  }

  private between({ operand: compared, ...bounds }: Extract<Condition, { is: 'between' }>): BoundCondition {
    const [operand, low, high] = [this.operand(compared), this.operand(bounds.low), this.operand(bounds.high)];
    for (const bound of [low, high]) this.requireDistinct('BETWEEN', operand, bound);
    if (low.is === 'value' && high.is === 'value') this.requireRange(low.value, high.value);
    for (const bound of [low, high]) if (bound.is === 'value') this.requireOrdered('BETWEEN', bound.value);
    return { is: 'between', operand, low, high };
  }

  private requireRange(low: Value, high: Value): void {
    const described = () =>
      `lower bound operand: AttributeValue: ${describe(low)}, upper bound operand: AttributeValue: ${describe(high)}`;
    if (typeOf(low) !== typeOf(high)) {
      throw this.invalid(`The BETWEEN operator requires same data type for lower and upper bounds; ${described()}`);
    }
    if ((compareValues(low, high) ?? 0) <= 0) return;
    throw this.invalid(
      `The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ${described()}`,
    );
  }

  private call(name: string, given: Operand[]): BoundCondition {
    if (name === 'size') throw this.misused(name);
    this.requireKnown(name, given);
    const operands = given.map(operand => this.operand(operand));
    if (name.startsWith('attribute_') && operands[0]?.is !== 'path') {
      throw this.invalid(`Operator or function requires a document path; operator or function: ${name}`);
    }
    if (name === 'attribute_type') this.requireTypeName(operands[1]);
    if (name === 'begins_with') {
      for (const operand of operands) {
        if (operand.is === 'value') this.requireOperandType(name, operand.value, ['S', 'B']);
      }
    }
    const [first, second] = operands;
    if (first && second) this.requireDistinct(name, first, second);
    return { is: 'call', name: name as FunctionName, operands };
  }

  private requireKnown(name: string, operands: Operand[]): void {
    if (!Object.hasOwn(OPERANDS, name)) throw this.invalid(`Invalid function name; function: ${name}`);
    for (const operand of operands) {
      if (operand.is === 'call' && operand.name !== 'size') this.operand(operand);
    }
    if (operands.length === OPERANDS[name as FunctionName]) return;
    throw this.invalid(
      `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`,
    );
  }

  /** Binds an operand. Of all functions only `size` may be an operand. */
  private operand(operand: Operand): BoundOperand {
    if (operand.is === 'path') return { is: 'path', path: this.bindings.path(operand.path, this.parameter) };
    if (operand.is === 'value') {
      return { is: 'value', value: this.bindings.value(operand.placeholder, this.parameter) };
    }
    if (operand.is === 'sum') throw new Error('a condition has no sums');
    const { name, operands } = operand;
    if (!Object.hasOwn(OPERANDS, name)) throw this.invalid(`Invalid function name; function: ${name}`);
    if (name !== 'size') throw this.misused(name);
    this.requireKnown(name, operands);
    const of = this.operand(operands[0] as Operand);
    if (of.is === 'value' && UNSIZED.includes(typeOf(of.value))) throw this.wrongType(name, typeOf(of.value));
    return { is: 'size', of };
  }

  private requireTypeName(operand: BoundOperand | undefined): void {
    if (operand?.is !== 'value' || typeof operand.value !== 'string') {
      const type = operand?.is === 'value' ? typeOf(operand.value) : '{NS,SS,L,BS,N,M,B,BOOL,NULL,S}';
      throw this.wrongType('attribute_type', type);
    }
    if ((TYPES as string[]).includes(operand.value)) return;
    throw this.invalid(`Invalid attribute type name found; type: ${operand.value}, valid types: {${TYPES.join(',')}}`);
  }

  private requireDistinct(operator: string, a: BoundOperand, b: BoundOperand): void {
    if (a.is !== 'path' || b.is !== 'path' || pathText(a.path) !== pathText(b.path)) return;
    throw this.invalid(
      `The first operand must be distinct from the remaining operands for this operator or function; operator: ${operator}, first operand: ${pathText(a.path)}`,
    );
  }

  private requireOrdered(operator: string, value: Value): void {
    if (!isOrdered(value)) throw this.wrongType(operator, typeOf(value));
  }

  private requireOperandType(operator: string, value: Value, types: TypeName[]): void {
    if (!types.includes(typeOf(value))) throw this.wrongType(operator, typeOf(value));
  }

  private wrongType(operator: string, type: string): Error {
    return this.invalid(
      `Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${type}`,
    );
  }

  private misused(name: string): Error {
    return this.invalid(`The function is not allowed to be used this way in an expression; function: ${name}`);
  }

  private invalid(detail: string): Error {
    return validationError(`Invalid ${this.parameter}: ${detail}`);
  }
}

/** The text of a value in error messages, such as {N:5}. */
const describe = (value: Value): string =>
  `{${typeOf(value)}:${value instanceof Object && 'text' in value ? value.text : value}}`;
