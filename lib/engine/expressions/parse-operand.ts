/** Parses the parts that conditions, updates and projections share: document paths, values and function calls. */
import type { Operand, Path } from './syntax.ts';
import type { Tokens } from './tokens.ts';

const KEYWORDS = new Set(['AND', 'OR', 'NOT', 'BETWEEN', 'IN']);

/** Parses a path, a value or a call. Adds the names that are not placeholders to `plainNames`. */
export function parseOperand(tokens: Tokens, plainNames: string[]): Operand {
  const { kind } = tokens.current;
  if (kind === 'value') return { is: 'value', placeholder: tokens.take('value') };
  if (kind === 'name' && tokens.isBefore('(') && !isKeyword(tokens)) return parseCall(tokens, plainNames);
  return { is: 'path', path: parsePath(tokens, plainNames) };
}

function parseCall(tokens: Tokens, plainNames: string[]): Operand {
  const name = tokens.take('name');
  tokens.require('(');
  const operands = parseList(tokens, () => parseOperand(tokens, plainNames));
  tokens.require(')');
  return { is: 'call', name, operands };
}

export function parseList<Element>(tokens: Tokens, parse: () => Element): Element[] {
  const elements = [parse()];
  while (tokens.accept(',')) elements.push(parse());
  return elements;
}

export function parsePath(tokens: Tokens, plainNames: string[]): Path {
  const path: Path = [parseName(tokens, plainNames)];
  for (;;) {
    if (tokens.accept('.')) path.push(parseName(tokens, plainNames));
    else if (tokens.accept('[')) {
      path.push({ index: Number(tokens.take('number')) });
      tokens.require(']');
    } else return path;
  }
}

function parseName(tokens: Tokens, plainNames: string[]): Path[number] {
  if (tokens.current.kind === 'attribute') return { placeholder: tokens.take('attribute') };
  if (isKeyword(tokens)) throw tokens.syntaxError();
  const name = tokens.take('name');
  plainNames.push(name);
  return { name };
}

const isKeyword = (tokens: Tokens): boolean => KEYWORDS.has(tokens.current.text.toUpperCase());
