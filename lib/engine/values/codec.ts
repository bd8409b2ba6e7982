/** How values enter and leave the engine. Each surface has its own form of values: native ones, the SDK's, or JSON. */
import type { Item, Value } from './value.ts';

export interface Codec {
  read(value: unknown): Value;
  write(value: Value): unknown;
  readItem(map: unknown): Item;
  writeItem(item: Item): Record<string, unknown>;
}
