/**
 * The codes of tickets and the revocation lists of a simulation. They have the form of a JWS, so that devices and the checker read them as
 * real ones. A digest replaces the signature, because cryptography runs outside of the virtual time.
 */
import { hash } from 'node:crypto';
import type { TicketCodes, TicketFacts, VerifiedCode } from '../ports/tickets.ts';
import { payloadOf } from '../tokens/revocation-lists.ts';

const KEY = 'sim';
const TICKET = headerFor('tkt');
const LIST = headerFor('tkt-revocations+jwt');

export const SIMULATED_CODES: TicketCodes = {
  sign: async facts => codeOf(facts),
  verify: async code => verified(code),
  signRevocations: async list => signed(LIST, payloadOf(list)),
  publicKeys: async () => [],
};

const codeOf = ({ claimId, number, eventId, version }: TicketFacts): string =>
  signed(TICKET, { t: `${claimId}_${number}`, e: eventId.slice('evt_'.length), v: version });

function headerFor(typ: string): string {
  return encoded({ alg: 'EdDSA', kid: KEY, typ });
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function signed(header: string, payload: object): string {
  const text = `${header}.${encoded(payload)}`;
  return `${text}.${signatureOf(text)}`;
}

const signatureOf = (text: string): string => hash('sha256', text, 'base64url');

function verified(code: string): VerifiedCode {
  const [header, payload = '', signature] = code.split('.');
  const facts = header === TICKET ? readTicket(payload) : undefined;
  if (!facts) return { fault: 'malformed' };
  return signature === signatureOf(`${header}.${payload}`) ? { facts } : { fault: 'signature' };
}

function readTicket(payload: string): TicketFacts | undefined {
  const { t, e, v } = readPayload(payload) as { t?: string; e?: string; v?: number };
  const [claimId, number] = t?.split('_') ?? [];
  if (claimId === undefined || e === undefined || v === undefined) return undefined;
  return { claimId, number: Number(number), eventId: `evt_${e}`, version: v };
}

function readPayload(payload: string): object {
  try {
    return JSON.parse(Buffer.from(payload, 'base64url').toString());
  } catch {
    return {};
  }
}
