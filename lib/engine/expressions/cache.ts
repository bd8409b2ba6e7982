/** Caches parsed expressions by their text: callers send few texts, each many times with different values. */
import { validationError } from '../errors.ts';
import { isReserved } from './reserved-words.ts';
import type { Parsed } from './syntax.ts';

/** The most texts of one parameter in the cache. It bounds the memory if a caller builds texts from data. */
const TEXTS_MAX = 10_000;

/** Returns the parser with a cache and a check of the names. An expression that cannot be parsed is not kept. */
export function cached<Tree>(parse: (source: string, parameter: string) => Parsed<Tree>) {
  const known = new Map<string, Map<string, Tree>>();
  return (source: string, parameter: string): Tree => {
    const texts = known.get(parameter) ?? new Map<string, Tree>();
    const found = texts.get(source);
    if (found !== undefined) return found;
    const { tree, plainNames } = parse(source, parameter);
    requireUnreserved(plainNames, parameter);
    if (texts.size >= TEXTS_MAX) texts.clear();
    known.set(parameter, texts.set(source, tree));
    return tree;
  };
}

function requireUnreserved(plainNames: string[], parameter: string): void {
  const word = plainNames.find(isReserved);
  if (word === undefined) return;
  throw validationError(`Invalid ${parameter}: Attribute name is a reserved keyword; reserved keyword: ${word}`);
}
