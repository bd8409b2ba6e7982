/**
 * Attribute values inside the engine. A stored value never changes: an update copies the parts that it changes.
 * A row and a map attribute are both a Map, so that any attribute name is safe.
 */

export type Item = Map<string, Value>;
export type Value = string | number | Decimal | boolean | null | Uint8Array | SetValue | Value[] | Item;

/** The names of the types in DynamoDB's protocol. */
export type TypeName = 'S' | 'N' | 'B' | 'BOOL' | 'NULL' | 'SS' | 'NS' | 'BS' | 'L' | 'M';
export type SetType = 'SS' | 'NS' | 'BS';

/** A number that a JavaScript number cannot hold exactly, by its plain decimal text. */
export class Decimal {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A set. The key of a member is its order text, so equal numbers are one member. See sets.ts. */
export class SetValue {
  readonly type: SetType;
  readonly members: ReadonlyMap<string, Value>;

  constructor(type: SetType, members: ReadonlyMap<string, Value>) {
    this.type = type;
    this.members = members;
  }
}

export function typeOf(value: Value): TypeName {
  if (typeof value === 'string') return 'S';
  if (typeof value === 'number') return 'N';
  if (typeof value === 'boolean') return 'BOOL';
  if (value === null) return 'NULL';
  if (value instanceof Map) return 'M';
  if (Array.isArray(value)) return 'L';
  if (value instanceof SetValue) return value.type;
  return value instanceof Uint8Array ? 'B' : 'N';
}
