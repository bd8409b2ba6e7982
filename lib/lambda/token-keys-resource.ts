/** The token keys as a resource of the stack: the deployment makes them, and an operator may change them. */
import {
  createStoredKeys,
  type KeyParameters,
  type ParameterStore,
  removeStoredKeys,
  replaceStoredKeys,
  rotateStoredKeys,
} from '../tokens/stored-keys.ts';
import type { Deployment } from './custom-resource-function.ts';

/**
 * Called with `{"rotate": true}`, the function adds a key. Called with `{"replace": true}`, it also drops all others.
 */
export function tokenKeysDeployment(store: ParameterStore, names: KeyParameters, clock: () => number): Deployment {
  const create = () => createStoredKeys(store, names);
  return {
    physicalId: names.secret,
    change: { Create: create, Update: create, Delete: () => removeStoredKeys(store, names) },
    async answer(event) {
      if (asksTo('rotate', event)) return rotateStoredKeys(store, names, clock());
      if (asksTo('replace', event)) return replaceStoredKeys(store, names, clock());
      throw new Error('call it with {"rotate": true}, or with {"replace": true} if the keys have leaked');
    },
  };
}

/** Whether the event has this request and no other field. */
const asksTo = (verb: string, event: unknown): boolean => JSON.stringify(event) === JSON.stringify({ [verb]: true });
