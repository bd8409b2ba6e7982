/** The parsed form of expressions. Placeholders are not resolved yet, so a parsed expression can be used again. */

export type PathPart = { name: string } | { placeholder: string } | { index: number };
export type Path = PathPart[];

export type Operand =
  | { is: 'path'; path: Path }
  | { is: 'value'; placeholder: string }
  | { is: 'call'; name: string; operands: Operand[] }
  | { is: 'sum'; sign: '+' | '-'; left: Operand; right: Operand };

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';

export type Condition =
  | { is: 'and'; left: Condition; right: Condition }
  | { is: 'or'; left: Condition; right: Condition }
  | { is: 'not'; condition: Condition }
  | { is: 'compare'; comparator: Comparator; left: Operand; right: Operand }
  | { is: 'between'; operand: Operand; low: Operand; high: Operand }
  | { is: 'in'; operand: Operand; candidates: Operand[] }
  | { is: 'call'; name: string; operands: Operand[] };

export type UpdateAction =
  | { is: 'set'; path: Path; operand: Operand }
  | { is: 'remove'; path: Path }
  | { is: 'add' | 'delete'; path: Path; placeholder: string };

/** A parsed expression. `plainNames` are its attribute names that are not placeholders, in order. */
export interface Parsed<Tree> {
  tree: Tree;
  plainNames: string[];
}
