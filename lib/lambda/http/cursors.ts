/** Pages of lists: an opaque cursor that belongs to its caller and query, around the store's position. */
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

/** Runs a list for one page; a cursor of somebody else's, or of another query, is refused. */
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

/** Positions in lists are a time and an id, in the journal's with a number; `~` stands behind all ids of a time. */
const POSITION = /^\d{14,16}#(~|[a-z0-9_]{1,60}(#\d{1,6})?)$/;

/**
 * The binding is no secret and needs none: a forged cursor only names a position in a list that the caller may read,
 * since the list's own key never comes from it.
 */
function positionOf(cursor: string, binding: string): string {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  if (text.startsWith(binding) && POSITION.test(text.slice(binding.length))) return text.slice(binding.length);
  const message = 'is not a cursor of this list for this caller and query';
  throw new Refusal('validation-failed', { errors: [{ path: 'query.cursor', message }] });
}
