/** Resolves the placeholders of an update expression and checks its functions, operands and paths. */
import { validationError } from '../errors.ts';
import { isNumeric } from '../values/numbers.ts';
import { SetValue, type TypeName, typeOf, type Value } from '../values/value.ts';
import { isConditionFunction } from './bind-condition.ts';
import type { Bindings, BoundPath } from './bindings.ts';
import { cached } from './cache.ts';
import { parseUpdate } from './parse-update.ts';
import { requireDistinct } from './paths.ts';
import type { Operand, UpdateAction } from './syntax.ts';

export type BoundAssigned =
  | { is: 'path'; path: BoundPath }
  | { is: 'value'; value: Value }
  | { is: 'sum'; sign: '+' | '-'; left: BoundAssigned; right: BoundAssigned }
  | { is: 'if_not_exists'; path: BoundPath; otherwise: BoundAssigned }
  | { is: 'list_append'; left: BoundAssigned; right: BoundAssigned };

export type BoundAction =
  | { is: 'set'; path: BoundPath; assigned: BoundAssigned }
  | { is: 'remove'; path: BoundPath }
  | { is: 'add' | 'delete'; path: BoundPath; value: Value };

const PARAMETER = 'UpdateExpression';
const parse = cached(parseUpdate);

export function bindUpdate(source: string, bindings: Bindings): BoundAction[] {
  const actions = parse(source, PARAMETER).map(action => bindAction(action, bindings));
  requireDistinct(
    actions.map(({ path }) => path),
    PARAMETER,
  );
  return actions;
}

function bindAction(action: UpdateAction, bindings: Bindings): BoundAction {
  const path = bindings.path(action.path, PARAMETER);
  if (action.is === 'remove') return { is: 'remove', path };
  if (action.is === 'set') return { is: 'set', path, assigned: bindAssigned(action.operand, bindings) };
  const value = bindings.value(action.placeholder, PARAMETER);
  const isAllowed = value instanceof SetValue || (action.is === 'add' && isNumeric(value));
  if (isAllowed) return { is: action.is, path, value };
  throw invalid(
    `Incorrect operand type for operator or function; operator: ${action.is.toUpperCase()}, operand type: ${TYPE_WORDS[typeOf(value)]}, typeSet: ALLOWED_FOR_${action.is.toUpperCase()}_OPERAND`,
  );
}

const TYPE_WORDS: Partial<Record<TypeName, string>> = {
  S: 'STRING',
  N: 'NUMBER',
  B: 'BINARY',
  BOOL: 'BOOLEAN',
  NULL: 'NULL',
  L: 'LIST',
  M: 'MAP',
};

function bindAssigned(operand: Operand, bindings: Bindings): BoundAssigned {
  if (operand.is === 'path') return { is: 'path', path: bindings.path(operand.path, PARAMETER) };
  if (operand.is === 'value') return { is: 'value', value: bindings.value(operand.placeholder, PARAMETER) };
  if (operand.is === 'call') return bindCall(operand.name, operand.operands, bindings);
  const left = bindAssigned(operand.left, bindings);
  const right = bindAssigned(operand.right, bindings);
  requireType(operand.sign, [left, right], 'N');
  return { is: 'sum', sign: operand.sign, left, right };
}

function bindCall(name: string, operands: Operand[], bindings: Bindings): BoundAssigned {
  if (isConditionFunction(name)) {
    throw invalid(`The function is not allowed in an update expression; function: ${name}`);
  }
  if (name !== 'if_not_exists' && name !== 'list_append') throw invalid(`Invalid function name; function: ${name}`);
  const [first, second, ...others] = operands.map(operand => bindAssigned(operand, bindings));
  if (!first || !second || others.length > 0) {
    throw invalid(
      `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`,
    );
  }
  if (name === 'list_append') {
    requireType(name, [first, second], 'L');
    return { is: 'list_append', left: first, right: second };
  }
  if (first.is === 'path') return { is: 'if_not_exists', path: first.path, otherwise: second };
  throw invalid(`Operator or function requires a document path; operator or function: ${name}`);
}

function requireType(operator: string, operands: BoundAssigned[], type: TypeName): void {
  for (const operand of operands) {
    if (operand.is !== 'value' || typeOf(operand.value) === type) continue;
    throw invalid(
      `Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${typeOf(operand.value)}`,
    );
  }
}

const invalid = (detail: string) => validationError(`Invalid ${PARAMETER}: ${detail}`);
