/**
 * TransactWriteItems: all actions or none. Every action is tried on the rows before any row is written. A cancelled
 * transaction has one reason for each action, in the order of the actions.
 */
import {
  type CancellationReason,
  CONDITION_FAILED_MESSAGE,
  constraintError,
  transactionCanceled,
  validationError,
} from '../errors.ts';
import { TOKEN_LENGTH_MAX, TRANSACTION_ACTIONS_MAX, TRANSACTION_BYTES_MAX } from '../limits.ts';
import type { Database } from '../storage/database.ts';
import { haveDuplicates, isValidation, type KeyTexts } from '../storage/schema.ts';
import type { Codec } from '../values/codec.ts';
import { fingerprint } from '../values/fingerprint.ts';
import { itemSize } from '../values/size.ts';
import type { Item } from '../values/value.ts';
import { Capacity, readUnits, TRANSACTION_FACTOR } from './capacity.ts';
import { collectionMetrics } from './collection-metrics.ts';
import { type Input, requireChoices } from './parameters.ts';
import {
  keyOfWrite,
  mayHappen,
  type PreparedWrite,
  prepareWrite,
  type WriteInput,
  type WriteKind,
} from './prepare-write.ts';

const KINDS: WriteKind[] = ['ConditionCheck', 'Put', 'Delete', 'Update'];

export function transactWriteItems(database: Database, input: Input, codec: Codec): Record<string, unknown> {
  requireChoices(input);
  const given = requireActions(input.TransactItems);
  const token = requireToken(input.ClientRequestToken);
  const writes = given.map((action, i) => prepareAction(database, action, `transactItems.${i + 1}.member`, codec));
  const digest = token === undefined ? '' : fingerprint(writes.map(describeWrite));
  if (token !== undefined && database.tokens.isRepeated(token, digest, database.now())) {
    return repeatedResponse(writes, input);
  }
  const tried = tryAll(writes);
  for (const { write, key, item } of tried) {
    if (write.kind !== 'ConditionCheck') database.commit(write.table, key, item);
  }
  if (token !== undefined) database.tokens.remember(token, digest, database.now());
  return response(tried, input, codec);
}

/** One of Put, Update, Delete and ConditionCheck. */
type Action = Partial<Record<WriteKind, WriteInput>>;

function requireActions(actions: unknown): Action[] {
  if (!Array.isArray(actions)) throw constraintError('null', 'transactItems', 'not be null');
  if (actions.length === 0) {
    throw constraintError(`'[]'`, 'transactItems', 'have length greater than or equal to 1');
  }
  if (actions.length > TRANSACTION_ACTIONS_MAX) {
    const text = `'[${actions.map(action => JSON.stringify(action)).join(', ')}]'`;
    throw constraintError(text, 'transactItems', `have length less than or equal to ${TRANSACTION_ACTIONS_MAX}`);
  }
  return actions;
}

function requireToken(token: unknown): string | undefined {
  if (token === undefined || token === null) return undefined;
  const text = String(token);
  if (text.length >= 1 && text.length <= TOKEN_LENGTH_MAX) return text;
  const bound = text.length < 1 ? 'greater than or equal to 1' : `less than or equal to ${TOKEN_LENGTH_MAX}`;
  throw constraintError(`'${text}'`, 'clientRequestToken', `have length ${bound}`);
}

interface Prepared {
  write: PreparedWrite;
  input: WriteInput;
}

function prepareAction(database: Database, action: Action, at: string, codec: Codec): Prepared {
  const [kind, ...others] = KINDS.filter(name => action[name] !== undefined);
  if (kind === undefined || others.length > 0) {
    throw validationError('TransactItems can only contain one of Check, Put, Update or Delete');
  }
  const input = action[kind] as WriteInput;
  if (kind === 'ConditionCheck' && input.ConditionExpression === undefined) {
    throw constraintError('null', `${at}.conditionCheck.conditionExpression`, 'not be null');
  }
  if (kind === 'Update' && input.UpdateExpression === undefined) {
    throw constraintError('null', `${at}.update.updateExpression`, 'not be null');
  }
  return { write: prepareWrite(database, kind, input, codec), input };
}

/** The parts of an action that must be the same when its token is repeated. */
const describeWrite = ({ write, input }: Prepared) => [
  write.kind,
  write.table.name,
  write.given,
  input.UpdateExpression,
  input.ConditionExpression,
  input.ExpressionAttributeNames,
  write.values,
  write.returnsRow,
];

interface Tried {
  write: PreparedWrite;
  key: KeyTexts;
  old: Item | undefined;
  item: Item | undefined;
  reason: CancellationReason;
}

const NO_KEY: KeyTexts = { hash: '', sort: '' };
const NOTHING_WRONG: CancellationReason = { code: 'None' };

function tryAll(writes: Prepared[]): Tried[] {
  const tried = writes.map(({ write }) => tryOne(write));
  requireDistinctRows(tried);
  if (tried.some(({ reason }) => reason !== NOTHING_WRONG))
    throw transactionCanceled(tried.map(({ reason }) => reason));
  const bytes = tried.reduce((sum, { old, item }) => sum + Math.max(sizeOf(old), sizeOf(item)), 0);
  if (bytes > TRANSACTION_BYTES_MAX) {
    throw validationError('Collection size of items in the transaction exceeds the maximum size limit of 4 MB');
  }
  return tried;
}

const sizeOf = (item: Item | undefined): number => (item ? itemSize(item) : 0);

function tryOne(write: PreparedWrite): Tried {
  let [key, old]: [KeyTexts, Item | undefined] = [NO_KEY, undefined];
  try {
    write.check();
    key = keyOfWrite(write);
    old = write.table.item(key);
    if (mayHappen(write, old)) return { write, key, old, item: write.next(old), reason: NOTHING_WRONG };
    const item = write.returnsRow ? old : undefined;
    const reason = { code: 'ConditionalCheckFailed', message: CONDITION_FAILED_MESSAGE, ...(item && { item }) };
    return { write, key, old, item: old, reason };
  } catch (error) {
    if (!isValidation(error)) throw error;
    return { write, key, old, item: old, reason: { code: 'ValidationError', message: error.message } };
  }
}

function requireDistinctRows(tried: Tried[]): void {
  const withKey = tried.filter(({ key }) => key !== NO_KEY);
  for (const group of Map.groupBy(withKey, ({ write }) => write.table).values()) {
    if (!haveDuplicates(group.map(({ key }) => key))) continue;
    throw validationError('Transaction request cannot include multiple operations on one item');
  }
}

function response(tried: Tried[], input: Input, codec: Codec): Record<string, unknown> {
  const capacity = new Capacity(input.ReturnConsumedCapacity);
  for (const { write, old, item } of tried) capacity.addWrite(write.table, old, item, TRANSACTION_FACTOR);
  return { ...capacity.ofTables('WriteCapacityUnits'), ...metricsByTable(tried, input, codec) };
}

function metricsByTable(tried: Tried[], input: Input, codec: Codec): object {
  if (input.ReturnItemCollectionMetrics !== 'SIZE') return {};
  const byTable: Record<string, object[]> = {};
  for (const { write } of tried) {
    const { ItemCollectionMetrics: metrics } = collectionMetrics(write.table, write.given, 'SIZE', codec);
    if (metrics) byTable[write.table.name] = [...(byTable[write.table.name] ?? []), metrics];
  }
  return Object.keys(byTable).length > 0 ? { ItemCollectionMetrics: byTable } : {};
}

/** The response to a repeated token. It is billed as a read of the rows. */
function repeatedResponse(writes: Prepared[], input: Input): Record<string, unknown> {
  const capacity = new Capacity(input.ReturnConsumedCapacity);
  for (const { write } of writes) {
    const bytes = sizeOf(write.table.item(keyOfWrite(write)));
    capacity.addRead(write.table, TRANSACTION_FACTOR * readUnits(bytes, true));
  }
  return capacity.ofTables('ReadCapacityUnits');
}
