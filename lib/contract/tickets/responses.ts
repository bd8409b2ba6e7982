/** The responses of the tickets function. */
import * as z from 'zod/mini';
import type { ResponsesOf } from '../route-schemas.ts';
import { component, described } from '../schema-parts.ts';
import { DOOR_RESPONSES } from './door-responses.ts';

const TicketKey = component(
  'TicketKey',
  z.strictObject({
    kty: z.literal('OKP'),
    crv: z.literal('Ed25519'),
    x: z.string(),
    kid: described(z.string(), 'the name of the key, which the header of a code has'),
    alg: z.literal('EdDSA'),
    use: z.literal('sig'),
  }),
);
export const TicketKeySet = component('TicketKeySet', z.strictObject({ keys: z.array(TicketKey) }));
export type TicketKeySet = z.infer<typeof TicketKeySet>;

export const TICKET_RESPONSES = {
  'read-ticket-keys': { 200: TicketKeySet },
  ...DOOR_RESPONSES,
} as const satisfies ResponsesOf<'tickets'>;
