/** Parses update expressions: SET, REMOVE, ADD and DELETE, each at most once and in any order. */
import { parseList, parseOperand, parsePath } from './parse-operand.ts';
import type { Operand, Parsed, UpdateAction } from './syntax.ts';
import { Tokens } from './tokens.ts';

export function parseUpdate(source: string): Parsed<UpdateAction[]> {
  const tokens = new Tokens(source, 'UpdateExpression');
  const plainNames: string[] = [];
  const seen = new Set<string>();
  const actions: UpdateAction[] = [];
  let repeated: string | undefined;
  while (tokens.current.kind !== 'end') {
    const section = Object.keys(SECTIONS).find(word => tokens.accept(word));
    if (!section) throw tokens.syntaxError();
    if (seen.has(section)) repeated ??= section;
    seen.add(section);
    actions.push(...parseList(tokens, () => (SECTIONS[section] as Section)(tokens, plainNames)));
  }
  if (repeated) throw tokens.invalid(`The "${repeated}" section can only be used once in an update expression;`);
  return { tree: actions, plainNames };
}

type Section = (tokens: Tokens, plainNames: string[]) => UpdateAction;

const SECTIONS: Record<string, Section> = {
  SET(tokens, plainNames) {
    const path = parsePath(tokens, plainNames);
    tokens.require('=');
    return { is: 'set', path, operand: parseAssigned(tokens, plainNames) };
  },
  REMOVE: (tokens, plainNames) => ({ is: 'remove', path: parsePath(tokens, plainNames) }),
  ADD: (tokens, plainNames) => ({
    is: 'add',
    path: parsePath(tokens, plainNames),
    placeholder: tokens.take('value'),
  }),
  DELETE: (tokens, plainNames) => ({
    is: 'delete',
    path: parsePath(tokens, plainNames),
    placeholder: tokens.take('value'),
  }),
};

/** Parses an operand, or the sum or difference of two operands. */
function parseAssigned(tokens: Tokens, plainNames: string[]): Operand {
  const left = parseTerm(tokens, plainNames);
  const sign = (['+', '-'] as const).find(candidate => tokens.accept(candidate));
  return sign ? { is: 'sum', sign, left, right: parseTerm(tokens, plainNames) } : left;
}

function parseTerm(tokens: Tokens, plainNames: string[]): Operand {
  if (!tokens.accept('(')) return parseOperand(tokens, plainNames);
  const operand = parseAssigned(tokens, plainNames);
  tokens.require(')');
  return operand;
}
