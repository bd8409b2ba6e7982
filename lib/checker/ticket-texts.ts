/** Reads ticket codes and revocation lists as anybody can: they are JWS, whose payload is not secret. Signatures are not checked. */

/** The facts of a code. */
export interface ReadCode {
  ticketId: string;
  eventId: string;
  version: number;
}

/** Undefined if the text is no code. */
export function readCode(code: string): ReadCode | undefined {
  const { t, e, v } = payloadOf(code) as { t?: unknown; e?: unknown; v?: unknown };
  if (typeof t !== 'string' || typeof e !== 'string' || typeof v !== 'number') return undefined;
  return { ticketId: `tkt_${t}`, eventId: `evt_${e}`, version: v };
}

export interface ReadList {
  all: boolean;
  /** The highest void version of each ticket. */
  tickets: [ticketId: string, version: number][];
}

/** Undefined if the text is no list. */
export function readList(list: string): ReadList | undefined {
  const { all, tickets } = payloadOf(list) as { all?: unknown; tickets?: unknown };
  if (typeof all !== 'boolean' || !Array.isArray(tickets)) return undefined;
  return { all, tickets: (tickets as [string, number][]).map(([ticket, version]) => [`tkt_${ticket}`, version]) };
}

function payloadOf(text: string): object {
  try {
    const payload: unknown = JSON.parse(Buffer.from(text.split('.')[1] ?? '', 'base64url').toString());
    return typeof payload === 'object' && payload !== null ? payload : {};
  } catch {
    return {};
  }
}
