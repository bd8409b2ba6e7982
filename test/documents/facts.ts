/** The facts of a booking, for tests of documents, with codes that a key of its own signs. */
import type { DocumentFacts, DocumentTicket } from '../../lib/domain/documents.ts';
import { signTicketCode } from '../../lib/tokens/ticket-codes.ts';
import { generateTicketKeys, ticketKeyInUse, ticketKeySetOf } from '../../lib/tokens/ticket-keys.ts';

const keys = await generateTicketKeys();
export const KEY_SET = ticketKeySetOf(keys);

const CLAIM_ID = '7c1mz5q0xk4wr9t2ydb8hv6ne';
const EVENT_ID = 'evt_4jyk2wq7mdz8r0ctx5n1vbh3g';

/** Each script that documents show. */
export const EVERY_SCRIPT = 'Łódź, محمد (Mo), שלום, 王小明, パリ, 김민수, สมชาย';

export const signedCode = (number: number): Promise<string> =>
  signTicketCode({ claimId: CLAIM_ID, number, eventId: EVENT_ID, version: 1 }, ticketKeyInUse(keys, Date.now()));

const seat: DocumentTicket = {
  number: 1,
  place: { section: 'Stalls left', row: '12', seat: '7' },
  gates: ['North gate'],
  price: 5950,
  code: await signedCode(1),
};

export const FACTS: DocumentFacts = {
  claimId: CLAIM_ID,
  reference: '7C3MZ5QX',
  language: 'en',
  paper: 'A4',
  confirmedAt: Date.UTC(2026, 10, 30, 12),
  holder: 'Maria Nowak',
  organizer: 'Kulturverein München e. V.',
  currency: 'EUR',
  event: {
    id: EVENT_ID,
    version: 3,
    kind: 'concert',
    title: 'New Year’s Concert',
    doorsAt: Date.UTC(2027, 11, 31, 17, 30),
    startsAt: Date.UTC(2027, 11, 31, 18, 30),
    endsAt: Date.UTC(2027, 11, 31, 21),
    timeZone: 'Europe/Berlin',
    venue: 'Great Hall, Musterstraße 5, Berlin',
  },
  tickets: [seat],
};

/** The facts with these parts of the event replaced. */
export const withEvent = (
  event: Partial<DocumentFacts['event']>,
  others: Partial<DocumentFacts> = {},
): DocumentFacts => ({
  ...FACTS,
  ...others,
  event: { ...FACTS.event, ...event },
});

/** So many tickets of different seats, each with a code of its own. */
export const tickets = (count: number): Promise<DocumentTicket[]> =>
  Promise.all(
    Array.from({ length: count }, async (_, i) => ({
      ...seat,
      number: i + 1,
      place: { section: 'Stalls left', row: '12', seat: String(i + 1) },
      code: await signedCode(i + 1),
    })),
  );

/** A text of so many characters: the sample, repeated. */
export const ofLength = (sample: string, length: number): string => {
  const characters = [...sample];
  return Array.from({ length }, (_, i) => characters[i % characters.length]).join('');
};
