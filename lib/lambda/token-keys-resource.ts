/**
 * The token keys, the ticket keys and the link keys as a resource of the stack: the deployment makes them, and an operator may change them.
 */

import { LINK_KEYS } from '../tokens/link-keys.ts';
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
  links: KeyParameters;
}

/**
 * Called with `{"rotate": true}`, the function adds a token key. Called with `{"replace": true}`, it also drops all others.
 * `"tickets"` or `"links"` instead of `true` changes these keys, and `{"removeTicketKey": "<kid>"}` drops one of them.
 */
export function tokenKeysDeployment(store: ParameterStore, names: KeyNames, clock: () => number): Deployment {
  const create = async () => {
    await createStoredKeys(TOKEN_KEYS, store, names.tokens);
    await createStoredKeys(TICKET_KEYS, store, names.tickets);
    await createStoredKeys(LINK_KEYS, store, names.links);
  };
  const remove = async () => {
    await removeStoredKeys(store, names.tokens);
    await removeStoredKeys(store, names.tickets);
    await removeStoredKeys(store, names.links);
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
      if (asksTo(event, { rotate: 'links' })) return rotateStoredKeys(LINK_KEYS, store, names.links, now);
      if (asksTo(event, { replace: 'links' })) return replaceStoredKeys(LINK_KEYS, store, names.links, now);
      const removed = removedKeyIn(event);
      if (removed === undefined) throw new Error(USAGE);
      const change = (keys: Parameters<typeof withoutTicketKey>[0]) => withoutTicketKey(keys, removed);
      return changeStoredKeys(TICKET_KEYS, store, names.tickets, { now, change });
    },
  };
}

const USAGE =
  'call it with {"rotate": true}, or with {"replace": true} if the keys have leaked; ' +
  'for ticket keys with "tickets" instead of true, for link keys with "links", or with {"removeTicketKey": "<kid>"}';

/** Whether the event is this request and has no other field. */
const asksTo = (event: unknown, request: object): boolean => JSON.stringify(event) === JSON.stringify(request);

function removedKeyIn(event: unknown): string | undefined {
  const { removeTicketKey: kid } = (event ?? {}) as { removeTicketKey?: unknown };
  const isRequest = typeof kid === 'string' && kid.length === KID_LENGTH && asksTo(event, { removeTicketKey: kid });
  return isRequest ? kid : undefined;
}
