/** Ids, keys and tags that answers have brought: with them requests reach what exists. */
import type { Draws } from './draws.ts';

export interface Known {
  learn(text: string, etag?: string): void;
  /** A value for a field or parameter of this name; undefined if none is known. */
  valueOf(name: string, draws: Draws): string | undefined;
}

const ID = /"((evt|hld|bkg|pay|usr|org|inv|tkt)_[0-9a-z_]+)"/g;
const NAMED = /"(seatId|nextCursor|reference|refreshToken|code|asOf)":"([^"\\]{1,600})"/g;
const PREFIXES: Record<string, string> = {
  eventId: 'evt',
  holdId: 'hld',
  bookingId: 'bkg',
  paymentId: 'pay',
  userId: 'usr',
  memberId: 'usr',
  organizer: 'usr',
  organizationId: 'org',
  invitationId: 'inv',
  seat: 'seatId',
  seats: 'seatId',
  cursor: 'nextCursor',
  since: 'asOf',
  from: 'asOf',
  'If-Match': 'etag',
  'If-None-Match': 'etag',
};
const KEPT = 30;

export function createKnown(): Known {
  const values = new Map<string, string[]>();
  const keep = (kind: string, value: string): void => {
    const kept = values.get(kind) ?? [];
    if (kept.includes(value)) return;
    values.set(kind, [...kept.slice(-KEPT), value]);
  };
  return {
    learn(text, etag) {
      for (const [, id = '', kind = ''] of text.matchAll(ID)) keep(kind, id);
      for (const [, name = '', value = ''] of text.matchAll(NAMED)) keep(name, value);
      if (etag !== undefined) keep('etag', etag);
    },
    valueOf(name, draws) {
      const kept = values.get(PREFIXES[name] ?? name) ?? [];
      return kept.length === 0 ? undefined : draws.one(kept);
    },
  };
}
