/** The parsed form of expressions. Placeholders are not resolved yet, so a parsed expression can be used again. */

export type PathPart = { name: string } | { placeholder: string } | { index: number };
export type Path = PathPart[];

export type Operand =
  | { is: 'path'; path: Path }
  | { is: 'value'; placeholder: string }
  | { is: 'call'; name: string; operands: Operand[] }
  | { is: 'sum'; sign: '+' | '-'; left: Operand; right: Operand };

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';

/** A condition over operands of one kind: as parsed, or bound to the values and names of a request. */
export type ConditionOf<Operand, FunctionName> =
  | { is: 'and'; left: ConditionOf<Operand, FunctionName>; right: ConditionOf<Operand, FunctionName> }
  | { is: 'or'; left: ConditionOf<Operand, FunctionName>; right: ConditionOf<Operand, FunctionName> }
  | { is: 'not'; condition: ConditionOf<Operand, FunctionName> }
  | { is: 'compare'; comparator: Comparator; left: Operand; right: Operand }
  | { is: 'between'; operand: Operand; low: Operand; high: Operand }
  | { is: 'in'; operand: Operand; candidates: Operand[] }
  | { is: 'call'; name: FunctionName; operands: Operand[] };

export type Condition = ConditionOf<Operand, string>;

export type UpdateAction =
  | { is: 'set'; path: Path; operand: Operand }
  | { is: 'remove'; path: Path }
  | { is: 'add' | 'delete'; path: Path; placeholder: string };

/** A parsed expression. `plainNames` are its attribute names that are not placeholders, in order. */
export interface Parsed<Tree> {
  tree: Tree;
  plainNames: string[];
}
