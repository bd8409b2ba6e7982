/** Removals in the making and the finding of documents, and in the links to files of a laptop. */
import type { Removal } from './removal.ts';

const MAKE = 'lib/usecases/documents/make-documents.ts';
const FACTS = 'lib/usecases/documents/facts-of-booking.ts';
const FIND = 'lib/usecases/documents/find-documents.ts';
const READ = 'lib/usecases/documents/read-documents.ts';
const NAMES = 'lib/domain/document-names.ts';
const LINKS = 'lib/files/signed-links.ts';
const MAKE_TESTS = ['test/usecases/documents/make-documents.test.ts'];
const FIND_TESTS = ['test/usecases/documents/find-documents.test.ts'];
const FILE_TESTS = ['test/files/file-stores.test.ts'];

export const DOCUMENT_REMOVALS: Removal[] = [
  {
    removes: 'the digest of the facts: every document that was made counts as current',
    file: NAMES,
    from: 'made?.digest === digest && ',
    to: "made !== undefined && digest !== '' && ",
    tests: FIND_TESTS,
  },
  {
    removes: 'the age of documents: their files may be gone',
    file: NAMES,
    from: ' && now < made.madeAt + DOCUMENT_REMADE_DAYS * DAY_MS',
    to: ' && now < made.madeAt + 9 * DOCUMENT_REMADE_DAYS * DAY_MS',
    tests: FIND_TESTS,
  },
  {
    removes: 'the failure of later messages of a booking: its mails change places',
    file: MAKE,
    from: 'if (!errors.has(claimId)) await processMessage',
    to: 'await processMessage',
    tests: MAKE_TESTS,
  },
  {
    removes: 'the order of mail and documents: a mail of documents that cannot be made is not queued',
    file: MAKE,
    from: '    return { error };\n',
    to: '    throw error;\n',
    tests: MAKE_TESTS,
  },
  {
    removes: 'the failure of a message whose documents cannot be made',
    file: MAKE,
    from: '  if (unmade) throw unmade.error;\n',
    to: '  void unmade;\n',
    tests: MAKE_TESTS,
  },
  {
    removes: 'the queue of mails to all bookings of a cancelled event',
    file: MAKE,
    from: "kind === 'event-cancelled' ? mailQueues.bulkMails : mailQueues.mails",
    to: "kind === 'event-cancelled' ? mailQueues.mails : mailQueues.mails",
    tests: MAKE_TESTS,
  },
  {
    removes: 'the retry by its caller: the message of a request keeps the mails of its booking waiting',
    file: MAKE,
    from: 'if (position === undefined) logUnmade(',
    to: 'if (position === -1) logUnmade(',
    tests: MAKE_TESTS,
  },
  {
    removes: 'the version of the event: a cached event counts as present',
    file: 'lib/usecases/present-event.ts',
    from: ' && cached?.event.version === present.event.version',
    to: '',
    tests: MAKE_TESTS,
  },
  {
    removes: 'the end of documents with the account of their owner',
    file: FACTS,
    from: '!account || account.deletedAt !== undefined',
    to: '!account',
    tests: FIND_TESTS,
  },
  {
    removes: 'the refusal of a booking without a valid ticket',
    file: FACTS,
    from: 'codes.size === 0 ? undefined : documentFactsOf(',
    to: 'codes.size < 0 ? undefined : documentFactsOf(',
    tests: FIND_TESTS,
  },
  {
    removes: 'the receipt of a cancelled booking: only a booking with tickets has one',
    file: MAKE,
    from: 'if (entry && remainingTicketsOf(claim).length === 0) return undefined;',
    to: 'if (remainingTicketsOf(claim).length === 0) return undefined;',
    tests: MAKE_TESTS,
  },
  {
    removes: 'the independence of both PDFs: a receipt that cannot be made is not told',
    file: MAKE,
    from: '  return tickets ?? receipt;\n',
    to: '  void receipt;\n  return tickets;\n',
    tests: MAKE_TESTS,
  },
  {
    removes: 'the owner of receipts',
    file: READ,
    from: '  const claim = requireOwnBooking(await dependencies.store.readClaim(claimIdOf(bookingId)), call);\n  const found = await findReceipt(',
    to: '  const claim = (await dependencies.store.readClaim(claimIdOf(bookingId))) ?? requireOwnBooking(undefined, call);\n  const found = await findReceipt(',
    tests: FIND_TESTS,
  },
  {
    removes: 'the withheld receipt of a link whose code was replaced',
    file: 'lib/usecases/documents/read-linked-booking.ts',
    from: "receipt: { is: 'withheld' } }",
    to: 'receipt: await findReceipt(dependencies, call, claim) }',
    tests: FIND_TESTS,
  },
  {
    removes: 'the digest of a receipt in a mail: it shows the booking before a cancellation',
    file: 'lib/usecases/mail/prepare-mail.ts',
    from: 'made?.digest === digest ? (await files.read(receiptName(claim.id, digest)))',
    to: 'made ? (await files.read(receiptName(claim.id, made.digest)))',
    tests: ['test/usecases/mail/send-mails.test.ts'],
  },
  {
    removes: 'the fees that the gateway takes back: the receipt does not sum up',
    file: 'lib/domain/receipts.ts',
    from: '[...cancelled, ...feesLostOf(claim)]',
    to: '[...cancelled, ...feesLostOf(claim).slice(1)]',
    tests: ['test/domain/receipts.test.ts'],
  },
  {
    removes: 'the own price of a ticket: each place of an area has the lowest one',
    file: 'lib/domain/documents.ts',
    from: 'const { number, place, price, discount } = ticket;',
    to: 'const { number, place, discount } = ticket;\n  const { price } = place;',
    tests: ['test/domain/documents.test.ts'],
  },
  {
    removes: 'the present event of a request: a cached one refuses, or has documents made again',
    file: FIND,
    from: 'await presentEvent(dependencies, claim.eventId)',
    to: 'await (presentEvent && events.cached(claim.eventId))',
    tests: FIND_TESTS,
  },
  {
    removes: 'the failure of the queue: the caller asks again for a document that is never made',
    file: FIND,
    from: '  if (failures.length > 0) throw busy();\n',
    to: '  if (failures.length > 9) throw busy();\n',
    tests: FIND_TESTS,
  },
  {
    removes: 'the owner of documents',
    file: READ,
    from: 'requireOwnBooking(await dependencies.store.readClaim(claimIdOf(bookingId)), call);\n  const found = await findDocuments',
    to: '((await dependencies.store.readClaim(claimIdOf(bookingId))) ?? requireOwnBooking(undefined, call));\n  const found = await findDocuments',
    tests: FIND_TESTS,
  },
  {
    removes: 'the author of a reason: a mail has any text of the customer',
    file: 'lib/domain/booking-mails.ts',
    from: "by === 'organizer' && reason",
    to: "by !== 'system' && reason",
    tests: ['test/domain/booking-mails.test.ts'],
  },
  {
    removes: 'the codes that were replaced after a mail: its link shows the new ones',
    file: 'lib/domain/links.ts',
    from: 'reissuesOf(booking) <= reissues',
    to: 'reissuesOf(booking) + reissues >= 0',
    tests: FIND_TESTS,
  },
  {
    removes: 'the end of a link',
    file: LINKS,
    from: 'isOurs && now < file.expiresAt',
    to: 'isOurs && now > 0',
    tests: FILE_TESTS,
  },
  {
    removes: 'the signature of a link',
    file: LINKS,
    from: 'given.length === expected.length && timingSafeEqual(given, expected)',
    to: 'given.length === expected.length || timingSafeEqual(expected, expected)',
    tests: FILE_TESTS,
  },
];
