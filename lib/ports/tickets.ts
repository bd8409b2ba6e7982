/** Ticket codes and revocation lists: what is signed for the doors, and how a code is verified there. */
import type { RandomPart } from '../domain/ids.ts';

/** The facts that a ticket code states. They are true of a valid ticket only while the claim says so. */
export interface TicketFacts {
  claimId: RandomPart;
  /** The number of the ticket within its booking, from 1. */
  number: number;
  eventId: string;
  /** From 1; each reissue of the ticket raises it. */
  version: number;
}

/**
 * Why a text is no ticket code of this stage. `malformed`: it has not the form of a code. `unknown-key`: its key is not, or no
 * longer, a key of this stage. `signature`: the key did not sign it.
 */
export const CODE_FAULTS = ['malformed', 'signature', 'unknown-key'] as const;
export type CodeFault = (typeof CODE_FAULTS)[number];

export type VerifiedCode = { facts: TicketFacts } | { fault: CodeFault };

/** A public key as a JWK (RFC 8037). */
export interface PublicTicketKey {
  kty: 'OKP';
  crv: 'Ed25519';
  x: string;
  kid: string;
  alg: 'EdDSA';
  use: 'sig';
}

export interface TicketCodes {
  /** Signs the code of a ticket with the key in use at `now` (epoch ms). */
  sign(facts: TicketFacts, now: number): Promise<string>;
  /** Reads the public keys again if the key of the code is unknown. */
  verify(code: string): Promise<VerifiedCode>;
  /** The public keys of all codes that were given out, newest first. */
  publicKeys(): Promise<PublicTicketKey[]>;
}
