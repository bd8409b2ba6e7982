/**
 * The token keys and the ticket keys as a resource of the stack: the deployment makes them, and an operator may change them.
 */
import {
  changeStoredKeys,
  createStoredKeys,
  type KeyParameters,
  type ParameterStore,
  removeStoredKeys,
  replaceStoredKeys,
  rotateStoredKeys,
} from '../tokens/stored-keys.ts';
import { KID_LENGTH, TICKET_KEYS, withoutTicketKey } from '../tokens/ticket-keys.ts';
import { TOKEN_KEYS } from '../tokens/token-keys.ts';
import type { Deployment } from './custom-resource-function.ts';

export interface KeyNames {
  tokens: KeyParameters;
  tickets: KeyParameters;
}

/**
 * Called with `{"rotate": true}`, the function adds a token key. Called with `{"replace": true}`, it also drops all others.
 * `"tickets"` instead of `true` changes the ticket keys, and `{"removeTicketKey": "<kid>"}` drops one of them.
 */
export function tokenKeysDeployment(store: ParameterStore, names: KeyNames, clock: () => number): Deployment {
  const create = async () => {
    await createStoredKeys(TOKEN_KEYS, store, names.tokens);
    await createStoredKeys(TICKET_KEYS, store, names.tickets);
  };
  const remove = async () => {
    await removeStoredKeys(store, names.tokens);
    await removeStoredKeys(store, names.tickets);
  };
  return {
    physicalId: names.tokens.secret,
    change: { Create: create, Update: create, Delete: remove },
    async answer(event) {
      const now = clock();
      if (asksTo(event, { rotate: true })) return rotateStoredKeys(TOKEN_KEYS, store, names.tokens, now);
      if (asksTo(event, { replace: true })) return replaceStoredKeys(TOKEN_KEYS, store, names.tokens, now);
      if (asksTo(event, { rotate: 'tickets' })) return rotateStoredKeys(TICKET_KEYS, store, names.tickets, now);
      if (asksTo(event, { replace: 'tickets' })) return replaceStoredKeys(TICKET_KEYS, store, names.tickets, now);
      const removed = removedKeyIn(event);
      if (removed === undefined) throw new Error(USAGE);
      const change = (keys: Parameters<typeof withoutTicketKey>[0]) => withoutTicketKey(keys, removed);
      return changeStoredKeys(TICKET_KEYS, store, names.tickets, { now, change });
    },
  };
}

const USAGE =
  'call it with {"rotate": true}, or with {"replace": true} if the keys have leaked; ' +
  'for ticket keys with "tickets" instead of true, or with {"removeTicketKey": "<kid>"}';

/** Whether the event is this request and has no other field. */
const asksTo = (event: unknown, request: object): boolean => JSON.stringify(event) === JSON.stringify(request);

function removedKeyIn(event: unknown): string | undefined {
  const { removeTicketKey: kid } = (event ?? {}) as { removeTicketKey?: unknown };
  const isRequest = typeof kid === 'string' && kid.length === KID_LENGTH && asksTo(event, { removeTicketKey: kid });
  return isRequest ? kid : undefined;
}
