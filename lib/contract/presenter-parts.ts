/** Times and amounts as they go over the wire. */
import type { Money } from './schema-parts.ts';

/** Epoch milliseconds as RFC 3339 in UTC. */
export const timestamp = (epochMs: number): string => new Date(epochMs).toISOString();

export const money = (amount: number, currency: string): Money => ({ amount, currency });
