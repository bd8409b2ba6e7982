/** Ticket codes and revocation lists: what is signed for the doors, and how a code is verified there. */
import type { ClaimChange } from '../domain/claim-changes.ts';
import type { RandomPart } from '../domain/ids.ts';
import type { Claim, Event } from '../domain/model.ts';
import type { Revocation, RevokedCode } from '../domain/revocations.ts';
import type { GiveBackOutcome, IdempotencyClaim } from './store.ts';

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
  /** Signs a revocation list with the key in use at `now`. */
  signRevocations(list: RevocationList, now: number): Promise<string>;
  /** The public keys of all codes that were given out, newest first. */
  publicKeys(): Promise<PublicTicketKey[]>;
}

/** The void tickets of an event at `asOf`. Times are epoch ms. */
export interface RevocationList {
  eventId: string;
  /** Each code that was void at this time is in the list. */
  asOf: number;
  /** A device must not use the list from then on. */
  expiresAt: number;
  /** All tickets of the event are void: it was cancelled or deleted. */
  all: boolean;
  /** A difference: only what may have become void since then. It is added to a list of that time or a later one. */
  since?: number;
  tickets: VoidTicket[];
}

/** The codes of this ticket with this version or a lower one are void. */
export interface VoidTicket extends RevokedCode {
  claimId: RandomPart;
}

/** A row of void codes. `at` (epoch ms) is the start of the request that wrote it. */
export interface StoredRevocation extends Revocation {
  claimId: RandomPart;
  at: number;
}

export interface TicketStore {
  /** Replaces the code of a ticket, once per key. */
  reissue(
    claim: Claim,
    change: ClaimChange,
    record: { key: IdempotencyClaim; answer: string },
  ): Promise<GiveBackOutcome>;
  /** Reads all rows of an event, each shard consistently: what was committed before this call is among them. */
  readRevocations(eventId: string): Promise<StoredRevocation[]>;
  /** Reads an event without its layouts, also a deleted one. */
  readAnyEvent(eventId: string): Promise<Event | undefined>;
}
