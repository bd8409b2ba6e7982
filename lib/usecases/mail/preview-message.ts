/** Shows a message as its readers would get it, and how many bookings it would reach. Nothing is stored or sent. */
import type { MessagePreviewRequest } from '../../contract/mail/requests.ts';
import type { MessagePreview } from '../../contract/mail/responses.ts';
import { organizerOf } from '../../domain/booking-mails.ts';
import { DEFAULT_LANGUAGE } from '../../domain/languages.ts';
import { refuse } from '../../domain/refusals.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { MailOf } from '../../ports/mail.ts';
import { findEvent } from '../decide-from-event.ts';
import { requireRight } from '../organizations/require-right.ts';
import { type CountDependencies, countRecipients, requireSections } from './count-recipients.ts';

export type PreviewMessageDependencies = CountDependencies &
  Pick<Dependencies, 'events' | 'organizations' | 'accounts' | 'baseUrl'> & { mailOf: MailOf };

/** The mail of the preview is addressed to its author. */
export async function previewMessage(
  dependencies: PreviewMessageDependencies,
  call: CallerCall,
  eventId: string,
  { language, sections, ...message }: MessagePreviewRequest,
): Promise<MessagePreview> {
  const { accounts, organizations, mailOf, baseUrl } = dependencies;
  const facts = await requireRight(dependencies, await findEvent(dependencies, eventId), call, 'send-messages');
  requireSections(facts, sections);
  const { event } = facts;
  const [account, [organization], recipients] = await Promise.all([
    accounts.read(call.caller.userId),
    organizations.readOrganizations([event.organizationId]),
    countRecipients(dependencies, facts, sections),
  ]);
  if (!account) throw refuse('unauthenticated');
  const { subject, text, html } = mailOf({
    kind: 'organizer-message',
    language: language ?? account.language ?? DEFAULT_LANGUAGE,
    name: account.name,
    event,
    organizer: organization ? organizerOf(organization) : {},
    reference: EXAMPLE_REFERENCE,
    currency: event.currency,
    link: `${baseUrl || EXAMPLE_ADDRESS}/links`,
    ...message,
  });
  return { recipients, subject, text, html };
}

/** Stands for the reference of each booking. */
const EXAMPLE_REFERENCE = 'ABCD2345';
/** Stands for the address of the stage, if this function does not know it. */
const EXAMPLE_ADDRESS = 'https://holdfast.example';
