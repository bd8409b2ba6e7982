/** Pages of lists: an opaque cursor, bound to its caller and query, around the store's position. */
import { createHash } from 'node:crypto';
import type { OperationId } from '../../contract/routes.ts';
import { Refusal } from '../../domain/refusals.ts';
import type { Call, Caller } from '../../ports/calls.ts';
import type { Page, PageRequest } from '../../ports/store.ts';

type ListCall = Call & { caller?: Caller };
interface ListQuery {
  limit: number;
  cursor?: string | undefined;
}

/** Reads one page of a list. Refuses a cursor of another caller or another query. */
export async function paged<Query extends ListQuery, Item>(
  operation: OperationId,
  call: ListCall,
  query: Query,
  list: (page: PageRequest) => Promise<Page<Item>>,
): Promise<{ items: Item[]; nextCursor: string | null }> {
  const { limit, cursor, ...filters } = query;
  const binding = bindingOf(operation, call, filters);
  const after = cursor === undefined ? undefined : positionOf(cursor, binding);
  const { items, next } = await list({ limit, ...(after !== undefined && { after }) });
  return { items, nextCursor: next === undefined ? null : cursorOf(next, binding) };
}

const bindingOf = (operation: OperationId, { caller }: ListCall, filters: object): string =>
  createHash('sha256')
    .update(JSON.stringify([operation, caller?.userId ?? '', filters]))
    .digest('base64url')
    .slice(0, 16);

const cursorOf = (position: string, binding: string): string =>
  Buffer.from(`${binding}${position}`).toString('base64url');

/**
 * A position is a time and an id; in the journal also a number. `~` sorts after all ids of a time. In an export it follows the name of
 * the part of the export, and may be absent.
 */
const POSITION = /^(?:[a-z-]{1,20}!$|(?:[a-z-]{1,20}!)?\d{14,16}#(?:~|[\w-]{1,100}(?:#\d{1,6})?)$)/;

/**
 * The binding is not secret. A forged cursor gains nothing: it names a position in a list that the caller may read, because
 * the key of the list never comes from the cursor.
 */
function positionOf(cursor: string, binding: string): string {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  if (text.startsWith(binding) && POSITION.test(text.slice(binding.length))) return text.slice(binding.length);
  const message = 'is not a cursor of this list for this caller and query';
  throw new Refusal('validation-failed', { errors: [{ path: 'query.cursor', message }] });
}
