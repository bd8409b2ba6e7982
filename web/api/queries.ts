/** Reads as queries, whose key is the operation with its input, and changes that keep their idempotency key while they are repeated. */
import { QueryClient, queryOptions, type UseMutationResult, useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import { type Answer, anonymous, call, type InputArguments, type OperationId, unwrap } from './client.ts';
import { isWorthRepeating } from './problems.ts';

export type BodyOf<Id extends OperationId> = Extract<Answer<Id>, { ok: true }>['body'];

export const queryClient = new QueryClient({
  defaultOptions: {
    // The client repeats calls itself. A page that is shown again asks again. Without a connection a read fails, and is made again with it.
    queries: { retry: false, staleTime: 10_000, networkMode: 'offlineFirst' },
    // A change that waits for a connection would be made when the visitor does not expect it any more.
    mutations: { retry: false, networkMode: 'always' },
  },
});

/** The query of a read: `useQuery(read('read-event', { path: { eventId } }))`. */
export const read = <Id extends OperationId>(operation: Id, ...input: InputArguments<Id>) =>
  queryBy(call, operation, ...input);

/** The query of a public read that a cache on the way may answer: it has no token, so all visitors share the answer. */
export const readShared = <Id extends OperationId>(operation: Id, ...input: InputArguments<Id>) =>
  queryBy(anonymous.call, operation, ...input);

const queryBy = <Id extends OperationId>(ask: typeof call, operation: Id, ...[input]: InputArguments<Id>) =>
  queryOptions({
    queryKey: [operation, input ?? {}],
    queryFn: async ({ signal }): Promise<BodyOf<Id>> => {
      const args = [{ ...input, signal }] as unknown as InputArguments<Id>;
      return unwrap((await ask(operation, ...args)) as Answer<Id> & { ok: true }) as BodyOf<Id>;
    },
  });

/**
 * A change with an idempotency key. The key stays the same while the visitor repeats the same request whose outcome is unknown, so it
 * has one effect. After an answer that is final, the next request gets a new key.
 */
export function useChange<Id extends OperationId>(
  operation: Id,
): UseMutationResult<Extract<Answer<Id>, { ok: true }>, Error, InputArguments<Id>[0]> {
  const last = useRef<{ input: string; key: string } | undefined>(undefined);
  return useMutation({
    mutationKey: [operation],
    mutationFn: async input => {
      const text = JSON.stringify(input);
      if (last.current?.input !== text) last.current = { input: text, key: crypto.randomUUID() };
      const args = [{ ...input, key: last.current.key }] as unknown as InputArguments<Id>;
      const answer = await call(operation, ...args);
      if (!isWorthRepeating(answer)) last.current = undefined;
      unwrap(answer as Answer<Id> & { ok: true });
      return answer as Extract<Answer<Id>, { ok: true }>;
    },
  });
}
