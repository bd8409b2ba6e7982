/** The facts of this stage: its payment gateway, and the addresses of legal pages. */
import { useQuery } from '@tanstack/react-query';
import type { Schemas } from '../../api/client.ts';
import { read } from '../../api/queries.ts';

export type Gateway = Pick<Schemas['Stage'], 'gateway' | 'stripePublishableKey'>;

/** The stage stays the same while a page is open. */
export const useStage = () => useQuery({ ...read('read-stage'), staleTime: Number.POSITIVE_INFINITY });
