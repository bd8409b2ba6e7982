/**
 * Converts values on their way into the engine and out of it. Each surface has its own form: native values, the SDK's, or
 * JSON.
 */
import type { Item, Value } from './value.ts';

export interface Codec {
  read(value: unknown): Value;
  write(value: Value): unknown;
  readItem(map: unknown): Item;
  writeItem(item: Item): Record<string, unknown>;
}
