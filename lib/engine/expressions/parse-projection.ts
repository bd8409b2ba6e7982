/** Parses projection expressions: a list of document paths. */
import { parseList, parsePath } from './parse-operand.ts';
import type { Parsed, Path } from './syntax.ts';
import { Tokens } from './tokens.ts';

export function parseProjection(source: string): Parsed<Path[]> {
  const tokens = new Tokens(source, 'ProjectionExpression');
  const plainNames: string[] = [];
  const tree = parseList(tokens, () => parsePath(tokens, plainNames));
  tokens.requireEnd();
  return { tree, plainNames };
}
