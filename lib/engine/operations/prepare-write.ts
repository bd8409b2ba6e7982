/** Turns a put, update, delete or condition check of a request into a checked action that can be tried on a row. */
import { invalidParameters, validationError } from '../errors.ts';
import { applyUpdate } from '../expressions/apply-update.ts';
import { type BoundCondition, bindCondition } from '../expressions/bind-condition.ts';
import { bindUpdate } from '../expressions/bind-update.ts';
import { Bindings, type BoundPath, type Placeholders } from '../expressions/bindings.ts';
import { isMet } from '../expressions/evaluate-condition.ts';
import type { Database } from '../storage/database.ts';
import { type KeyTexts, keyAttributes, keyTextsOf, requireKey } from '../storage/schema.ts';
import type { Table } from '../storage/table.ts';
import type { Codec } from '../values/codec.ts';
import type { Item, Value } from '../values/value.ts';
import { requirePuttable, requireUpdatable } from './check-item.ts';
import { type Input, requireChoices, requireTableName } from './parameters.ts';

export interface WriteInput extends Placeholders {
  TableName: string;
  Key?: unknown;
  Item?: unknown;
  UpdateExpression?: string;
  ConditionExpression?: string;
  ReturnValuesOnConditionCheckFailure?: string;
}

export type WriteKind = 'Put' | 'Update' | 'Delete' | 'ConditionCheck';

export interface PreparedWrite {
  kind: WriteKind;
  table: Table;
  /** The row of a put; the key of every other action. */
  given: Item;
  condition: BoundCondition | undefined;
  /** Whether the error of a failed condition has the row. */
  returnsRow: boolean;
  /** The values of the expressions, by placeholder. */
  values: ReadonlyMap<string, Value>;
  /** The paths that an update changes. */
  paths: BoundPath[];
  /** Checks the key or the row of the request. Throws if it is wrong. */
  check(): void;
  /** The row after the write; undefined if the write removes it. */
  next(old: Item | undefined): Item | undefined;
}

export function prepareWrite(database: Database, kind: WriteKind, input: WriteInput, codec: Codec): PreparedWrite {
  const name = requireTableName(input.TableName);
  requireChoices(input as unknown as Input);
  const bindings = new Bindings(input, codec);
  const actions = input.UpdateExpression === undefined ? [] : bindUpdate(input.UpdateExpression, bindings);
  const condition =
    input.ConditionExpression === undefined
      ? undefined
      : bindCondition(input.ConditionExpression, 'ConditionExpression', bindings);
  bindings.requireAllUsed();
  const given = codec.readItem(requireGiven(kind === 'Put' ? 'Item' : 'Key', input));
  const table = database.table(name);
  const paths = actions.map(({ path }) => path);
  return {
    kind,
    table,
    given,
    condition,
    returnsRow: input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD',
    values: bindings.values,
    paths,
    check() {
      if (kind === 'Put') return requirePuttable(table, given);
      requireKey(table.schema, given);
      requireKeyUnchanged(table, paths);
    },
    next(old) {
      if (kind === 'Put') return given;
      if (kind === 'Delete') return undefined;
      if (kind === 'ConditionCheck') return old;
      const item = applyUpdate(old ?? given, actions);
      requireUpdatable(table, item);
      return item;
    },
  };
}

export const keyOfWrite = ({ table, given }: PreparedWrite): KeyTexts => keyTextsOf(table.schema, given);

/** Whether the row meets the condition of the write. */
export const mayHappen = ({ condition }: PreparedWrite, old: Item | undefined): boolean =>
  condition === undefined || isMet(condition, old);

function requireGiven(member: 'Item' | 'Key', input: WriteInput): unknown {
  const given = input[member];
  if (given !== undefined && given !== null) return given;
  throw validationError(
    `1 validation error detected: Value null at '${member.toLowerCase()}' failed to satisfy constraint: Member must not be null`,
  );
}

function requireKeyUnchanged(table: Table, paths: BoundPath[]): void {
  for (const { name } of keyAttributes(table.schema)) {
    if (!paths.some(([first]) => first === name)) continue;
    throw invalidParameters(`Cannot update attribute ${name}. This attribute is part of the key`);
  }
}
