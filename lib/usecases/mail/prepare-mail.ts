/**
 * Reads what a message of the mail queue refers to, and collects the facts of its mail. The rows decide, not the message: a mail whose
 * cause is gone or too old is not sent.
 */
import type { Account } from '../../domain/account.ts';
import {
  type BookingSurroundings,
  bookingMailFacts,
  bookingMailKind,
  factsOfBooking,
  organizerOf,
} from '../../domain/booking-mails.ts';
import { documentNames, receiptName } from '../../domain/document-names.ts';
import { documentBasis } from '../../domain/documents.ts';
import { stillChanged } from '../../domain/facts-before.ts';
import { DEFAULT_LANGUAGE } from '../../domain/languages.ts';
import { MAIL_AGE_MAX_DAYS } from '../../domain/limits.ts';
import { bookingLink, linkAddress } from '../../domain/links.ts';
import type { MailKind } from '../../domain/mail.ts';
import type { MailDocuments, MailFacts } from '../../domain/mail-facts.ts';
import { type MailMessage, mailIdIn } from '../../domain/mail-messages.ts';
import { isFinal } from '../../domain/mail-states.ts';
import { isPointless, isRecipient, type Mailing } from '../../domain/mailings.ts';
import type { Claim, Event } from '../../domain/model.ts';
import { receiptDigest, receiptFactsOf } from '../../domain/receipts.ts';
import { busy } from '../../domain/refusals.ts';
import { DAY_MS } from '../../domain/time.ts';
import type { EventReader } from '../../ports/caches.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { MailSubject } from '../../ports/mail-store.ts';
import { nameOf, prepareRequest, type RequestDependencies } from './prepare-request.ts';
import type { PreparedMail } from './prepared-mail.ts';

export type PrepareDependencies = RequestDependencies &
  Pick<
    Dependencies,
    | 'mailStore'
    | 'store'
    | 'accounts'
    | 'organizations'
    | 'documentRecords'
    | 'files'
    | 'mailings'
    | 'linkTokens'
    | 'baseUrl'
  >;

/** The mails of a batch share it. */
export interface MailContext {
  /** Epoch ms. */
  now: number;
  /** Reads an event that is not older than the batch. */
  readEvent: EventReader['fresh'];
}

/** Throws if the rows that the message refers to cannot be read, or do not exist. */
export async function prepareMail(
  dependencies: PrepareDependencies,
  message: MailMessage,
  { now, readEvent }: MailContext,
): Promise<PreparedMail> {
  const mailId = mailIdIn(message);
  const stored = await dependencies.mailStore.read(mailId);
  if (stored && isFinal(stored.state)) return { is: 'ended' };
  if (stored?.leaseUntil !== undefined && stored.leaseUntil > now) throw busy();
  if (message.is === 'request') {
    // The message follows its row, so the row was removed since: with its account, or by TTL.
    if (!stored) return { is: 'ended' };
    if (!stored.request) throw new Error(`the mail ${mailId} was not requested`);
    return prepareRequest(dependencies, stored.request, now);
  }
  const claim = await dependencies.store.readClaim(message.claimId);
  if (!claim) throw new Error(`there is no claim ${message.claimId}`);
  return message.is === 'booking'
    ? prepareBooking(dependencies, { mailId, claim, position: message.position }, { now, readEvent })
    : prepareMailing(dependencies, { mailId, claim, mailingId: message.mailingId }, { now, readEvent });
}

async function prepareBooking(
  dependencies: PrepareDependencies,
  { mailId, claim, position }: { mailId: string; claim: Claim; position: number },
  context: MailContext,
): Promise<PreparedMail> {
  const entry = claim.history[position];
  const kind = entry && bookingMailKind(entry);
  if (!kind) throw new Error(`the entry ${position} of the claim ${claim.id} causes no mail`);
  const subject = subjectOf(mailId, kind, claim);
  if (isTooOld(entry.at, context.now)) return { is: 'not-sent', subject, state: 'too-old' };
  if (isOvertaken(claim, position)) return { is: 'not-sent', subject, state: 'not-needed' };
  const owner = await ownerOf(dependencies, claim);
  if (!owner) return { is: 'not-sent', subject, state: 'not-needed' };
  const surroundings = await surroundingsOf(dependencies, claim, owner, context);
  const facts = bookingMailFacts(claim, position, surroundings);
  if (!facts) throw new Error(`the claim ${claim.id} is no booking`);
  const attached = hasDocuments(facts.kind) ? await attachedTo(dependencies, claim, { owner, surroundings }) : {};
  return ready({ ...subject, email: owner.email }, entry.at, { ...facts, ...attached });
}

/** The mail that the event is cancelled is in another queue, so it may have been sent already. Nothing before it matters any more. */
const isOvertaken = ({ history }: Claim, position: number): boolean =>
  history.slice(position + 1).some(entry => bookingMailKind(entry) === 'event-cancelled');

async function prepareMailing(
  dependencies: PrepareDependencies,
  { mailId, claim, mailingId }: { mailId: string; claim: Claim; mailingId: string },
  context: MailContext,
): Promise<PreparedMail> {
  const mailing = await dependencies.mailings.read(mailingId);
  if (!mailing) throw new Error(`there is no mailing ${mailingId}`);
  if (mailing.eventId !== claim.eventId) throw new Error(`the mailing ${mailingId} is not of the event of ${claim.id}`);
  const subject = subjectOf(mailId, mailing.text.kind, claim);
  if (isTooOld(mailing.at, context.now)) return { is: 'not-sent', subject, state: 'too-old' };
  const owner = await ownerOf(dependencies, claim);
  // The booking may have been cancelled since its mail was queued.
  if (!owner || !isRecipient(claim, mailing)) return { is: 'not-sent', subject, state: 'not-needed' };
  const surroundings = await surroundingsOf(dependencies, claim, owner, context);
  // So may its event: the mail of that follows, also if the booking is not cancelled yet.
  const event = surroundings.facts?.event;
  const text = textOf(mailing, event);
  if (!text || isPointless(mailing, event, context.now)) return { is: 'not-sent', subject, state: 'not-needed' };
  const base = { language: owner.language ?? DEFAULT_LANGUAGE, ...factsOfBooking(claim, surroundings) };
  return ready({ ...subject, email: owner.email }, mailing.at, { ...base, ...text });
}

/** The part of the facts that all mails of a mailing share; undefined if later edits have undone the change. */
function textOf({ text }: Mailing, event: Event | undefined) {
  if (text.kind === 'organizer-message') return { kind: text.kind, subject: text.subject, text: text.text };
  const { kind, before } = text;
  const changed = event ? stillChanged(text.changed, before, event) : text.changed;
  if (changed.length === 0) return undefined;
  // Null stands for a fact that the event did not have.
  const known = before && Object.fromEntries(Object.entries(before).filter(([, value]) => value !== null));
  return { kind, changed, ...(known && { before: known }) };
}

const subjectOf = (mailId: string, kind: MailKind, { id: claimId, eventId }: Claim): MailSubject => ({
  mailId,
  kind,
  claimId,
  eventId,
});

const ready = (subject: MailSubject & { email: string }, causedAt: number, facts: MailFacts): PreparedMail => ({
  is: 'facts',
  subject,
  email: subject.email,
  causedAt,
  facts,
});

const isTooOld = (causedAt: number, now: number): boolean => causedAt < now - MAIL_AGE_MAX_DAYS * DAY_MS;

/** Undefined if the account was deleted: then it has no address. */
async function ownerOf({ accounts }: PrepareDependencies, { ownerId }: Claim) {
  const account = await accounts.read(ownerId);
  return account && account.deletedAt === undefined ? account : undefined;
}

async function surroundingsOf(
  { organizations, linkTokens, baseUrl }: PrepareDependencies,
  claim: Claim,
  owner: Account,
  { now, readEvent }: MailContext,
): Promise<BookingSurroundings> {
  const facts = await readEvent(claim.eventId);
  const [organization] = facts ? await organizations.readOrganizations([facts.event.organizationId]) : [];
  const dated = bookingLink(claim, facts?.event ?? eventAsSold(claim));
  return {
    owner: { ...nameOf(owner), ...(owner.language && { language: owner.language }) },
    facts,
    organizer: organization ? organizerOf(organization) : {},
    link: linkAddress(baseUrl, 'booking', await linkTokens.sign(dated, now)),
  };
}

function eventAsSold({ id, booking }: Claim) {
  if (!booking) throw new Error(`the claim ${id} is no booking`);
  return booking.event;
}

const hasDocuments = (kind: MailKind): boolean => kind === 'booking-confirmed' || kind === 'booking-places-cancelled';

async function attachedTo(
  dependencies: PrepareDependencies,
  claim: Claim,
  { owner, surroundings }: { owner: Account; surroundings: BookingSurroundings },
): Promise<{ documents?: MailDocuments; receipt?: Uint8Array }> {
  const [documents, receipt] = await Promise.all([
    documentsOf(dependencies, claim, surroundings),
    receiptOf(dependencies, claim, owner, surroundings),
  ]);
  return { ...(documents && { documents }), ...(receipt && { receipt }) };
}

/** The receipt that was made last, if it shows the booking as it is now. */
async function receiptOf(
  { documentRecords, files }: PrepareDependencies,
  claim: Claim,
  { name, language }: Account,
  { facts, organizer }: BookingSurroundings,
): Promise<Uint8Array | undefined> {
  const shown = receiptFactsOf({
    claim,
    facts,
    holder: { name, ...(language && { language }) },
    ...(organizer.name !== undefined && { organizer: organizer.name }),
  });
  const digest = receiptDigest(shown);
  const made = await documentRecords.readMade(claim.id, 'receipt');
  return made?.digest === digest ? (await files.read(receiptName(claim.id, digest)))?.bytes : undefined;
}

/**
 * The documents that were made last, if they show the booking and its event as they are now. Else a mail could bring the code of a ticket
 * that was cancelled or replaced after they were made. A mail is sent without them then, and also if they are gone: its link has them.
 */
async function documentsOf(
  { documentRecords, files }: PrepareDependencies,
  claim: Claim,
  { facts }: Pick<BookingSurroundings, 'facts'>,
): Promise<MailDocuments | undefined> {
  const basis = documentBasis(claim, facts);
  if (basis === undefined) return undefined;
  const made = await documentRecords.readMade(claim.id, 'tickets');
  if (made?.basis !== basis) return undefined;
  const names = documentNames(claim.id, made.digest);
  const [pdf, calendar] = await Promise.all([files.read(names.pdf), files.read(names.ics)]);
  return pdf && calendar && { pdf: pdf.bytes, calendar: calendar.bytes };
}
