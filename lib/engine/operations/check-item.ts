/** Checks a whole row before it is stored: its key, the keys of its indexes, and its size. */
import { invalidParameters, validationError } from '../errors.ts';
import { ITEM_BYTES_MAX } from '../limits.ts';
import { isEmpty, keyAttributes, requireKeyIn, requireKeySizes } from '../storage/schema.ts';
import type { Index, Table } from '../storage/table.ts';
import { itemSize } from '../values/size.ts';
import { type Item, typeOf } from '../values/value.ts';

/** Checks a row that a caller puts. */
export function requirePuttable(table: Table, item: Item): void {
  requireKeyIn(table.schema, item);
  for (const index of table.indexes.values()) requireIndexKey(index, item);
  if (itemSize(item) > ITEM_BYTES_MAX) throw validationError('Item size has exceeded the maximum allowed size');
}

/** Checks the row after an update. No update can change its key. */
export function requireUpdatable(table: Table, item: Item): void {
  for (const index of table.indexes.values()) requireIndexKey(index, item, UPDATE_WORDS);
  if (itemSize(item) > ITEM_BYTES_MAX) {
    throw validationError('Item size to update has exceeded the maximum allowed size');
  }
}

const UPDATE_WORDS = {
  type: 'The update expression attempted to update the secondary index key to unsupported type',
  empty:
    'The update expression attempted to update the secondary index key to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty string value.',
};

function requireIndexKey({ name, rows }: Index, item: Item, words?: typeof UPDATE_WORDS): void {
  for (const attribute of keyAttributes(rows.schema)) {
    const value = item.get(attribute.name);
    if (value === undefined) continue;
    const type = typeOf(value);
    if (type !== attribute.type) {
      throw words
        ? invalidParameters(words.type)
        : invalidParameters(
            `Type mismatch for Index Key ${attribute.name} Expected: ${attribute.type} Actual: ${type} IndexName: ${name}`,
          );
    }
    if (isEmpty(value)) {
      throw validationError(
        words
          ? `One or more parameter values are not valid. ${words.empty}`
          : `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty ${type === 'S' ? 'string' : 'binary'} value. IndexName: ${name}, IndexKey: ${attribute.name}`,
      );
    }
  }
  requireKeySizes(rows.schema, item);
}
