/**
 * Parses conditions, filters and key conditions. From the weakest operator to the strongest: OR, AND, NOT, then comparisons,
 * BETWEEN, IN and functions. Parentheses may contain a condition or an operand, so both are parsed into one kind of node. The
 * operator around a node then requires a condition or an operand.
 */
import { parseList, parseOperand } from './parse-operand.ts';
import type { Comparator, Condition, Operand, Parsed } from './syntax.ts';
import { Tokens } from './tokens.ts';

export function parseCondition(source: string, parameter: string): Parsed<Condition> {
  const tokens = new Tokens(source, parameter);
  const parser = new ConditionParser(tokens);
  const tree = parser.condition(parser.or());
  tokens.requireEnd();
  if (parser.hasRedundantParentheses) throw tokens.invalid('The expression has redundant parentheses;');
  return { tree, plainNames: parser.plainNames };
}

/** A parsed condition or operand, and whether it is in parentheses. */
type Node = ({ condition: Condition } | { operand: Operand }) & { isInParentheses: boolean };

const COMPARATORS: Comparator[] = ['=', '<>', '<=', '>=', '<', '>'];

class ConditionParser {
  readonly plainNames: string[] = [];
  hasRedundantParentheses = false;
  private readonly tokens: Tokens;

  constructor(tokens: Tokens) {
    this.tokens = tokens;
  }

  or(): Node {
    let node = this.and();
    while (this.tokens.isAt('OR')) {
      const left = this.condition(node);
      this.tokens.require('OR');
      node = plain({ is: 'or', left, right: this.condition(this.and()) });
    }
    return node;
  }

  private and(): Node {
    let node = this.not();
    while (this.tokens.isAt('AND')) {
      const left = this.condition(node);
      this.tokens.require('AND');
      node = plain({ is: 'and', left, right: this.condition(this.not()) });
    }
    return node;
  }

  private not(): Node {
    if (!this.tokens.accept('NOT')) return this.comparison();
    return plain({ is: 'not', condition: this.condition(this.not()) });
  }

  private comparison(): Node {
    const node = this.primary();
    const comparator = COMPARATORS.find(sign => this.tokens.isAt(sign));
    if (comparator) {
      const left = this.operand(node);
      this.tokens.require(comparator);
      return plain({ is: 'compare', comparator, left, right: this.laterOperand() });
    }
    if (this.tokens.isAt('BETWEEN')) return this.between(this.operand(node));
    return this.tokens.isAt('IN') ? this.in(this.operand(node)) : node;
  }

  private between(operand: Operand): Node {
    this.tokens.require('BETWEEN');
    const low = this.laterOperand();
    this.tokens.require('AND');
    return plain({ is: 'between', operand, low, high: this.laterOperand() });
  }

  private in(operand: Operand): Node {
    this.tokens.require('IN');
    this.tokens.require('(');
    const candidates = parseList(this.tokens, () => this.laterOperand());
    this.tokens.require(')');
    return plain({ is: 'in', operand, candidates });
  }

  private primary(): Node {
    if (!this.tokens.accept('(')) {
      return { operand: parseOperand(this.tokens, this.plainNames), isInParentheses: false };
    }
    const inner = this.or();
    this.tokens.require(')');
    if (inner.isInParentheses) this.hasRedundantParentheses = true;
    return { ...inner, isInParentheses: true };
  }

  /** Parses an operand after an operator, where a condition is not allowed. */
  private laterOperand(isInParentheses = false): Operand {
    if (!this.tokens.accept('(')) return parseOperand(this.tokens, this.plainNames);
    if (isInParentheses) this.hasRedundantParentheses = true;
    const operand = this.laterOperand(true);
    this.tokens.require(')');
    return operand;
  }

  /** Requires a condition. A function call is a condition; a path or a value is not. */
  condition(node: Node): Condition {
    if ('condition' in node) return node.condition;
    if (node.operand.is === 'call') return node.operand;
    throw this.tokens.syntaxError();
  }

  private operand(node: Node): Operand {
    if ('operand' in node) return node.operand;
    throw this.tokens.syntaxError();
  }
}

const plain = (condition: Condition): Node => ({ condition, isInParentheses: false });
