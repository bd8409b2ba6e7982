/** Reads an expression token by token. Syntax errors have the wording of DynamoDB. */
import { validationError } from '../errors.ts';
import { EXPRESSION_BYTES_MAX } from '../limits.ts';

interface Token {
  kind: 'name' | 'attribute' | 'value' | 'number' | 'sign' | 'end';
  text: string;
  begin: number;
  end: number;
}

const TOKEN = /\s*(?:([A-Za-z_][A-Za-z0-9_]*)|(#[A-Za-z0-9_]+)|(:[A-Za-z0-9_]+)|([0-9]+)|(<=|>=|<>|[^\s]))/uy;
const KINDS = ['name', 'attribute', 'value', 'number', 'sign'] as const;
const END = '<EOF>';

export class Tokens {
  /** The request parameter of the expression, such as ConditionExpression. */
  readonly parameter: string;
  private readonly source: string;
  private readonly tokens: Token[];
  private at = 0;

  constructor(source: string, parameter: string) {
    this.source = source;
    this.parameter = parameter;
    this.tokens = tokenize(source);
    if (source.length > EXPRESSION_BYTES_MAX) {
      throw this.invalid(`Expression size has exceeded the maximum allowed size; expression size: ${source.length}`);
    }
    if (this.current.kind === 'end') throw this.invalid('The expression can not be empty;');
  }

  get current(): Token {
    return this.tokens[this.at] as Token;
  }

  /** Whether the current token is this sign, or this word in upper or lower case. */
  isAt(text: string): boolean {
    const { kind } = this.current;
    return (kind === 'sign' || kind === 'name') && this.current.text.toUpperCase() === text;
  }

  /** Whether the token after the current one is this sign. */
  isBefore(sign: string): boolean {
    return this.tokens[this.at + 1]?.text === sign;
  }

  accept(text: string): boolean {
    const isThere = this.isAt(text);
    if (isThere) this.at += 1;
    return isThere;
  }

  require(text: string): void {
    if (!this.accept(text)) throw this.syntaxError();
  }

  take(kind: Token['kind']): string {
    if (this.current.kind !== kind) throw this.syntaxError();
    const { text } = this.current;
    this.at += 1;
    return text;
  }

  requireEnd(): void {
    if (this.current.kind !== 'end') throw this.syntaxError();
  }

  /** Returns an error with the token that does not fit, and the text from the token before it to the token after it. */
  syntaxError(): Error {
    const { text, begin, end } = this.current;
    const first = this.tokens[this.at - 1]?.begin ?? begin;
    const last = this.tokens[this.at + 1]?.end ?? end;
    return this.invalid(`Syntax error; token: "${text}", near: "${this.source.slice(first, last)}"`);
  }

  invalid(detail: string): Error {
    return validationError(`Invalid ${this.parameter}: ${detail}`);
  }
}

function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(source); match; match = TOKEN.exec(source)) {
    const kind = KINDS.find((_, i) => match?.[i + 1] !== undefined) ?? 'sign';
    const text = match[0].trimStart();
    const { lastIndex: end } = TOKEN;
    tokens.push({ kind, text, begin: end - text.length, end });
    if (end >= source.length) break;
  }
  tokens.push({ kind: 'end', text: END, begin: source.length, end: source.length });
  return tokens;
}
