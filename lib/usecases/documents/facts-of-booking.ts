/** Collects the facts that the documents of a booking show, for the worker that makes them and for requests that look for them. */
import { type DocumentedBooking, type DocumentFacts, documentFactsOf } from '../../domain/documents.ts';
import type { Claim, EventFacts } from '../../domain/model.ts';
import { type ReceiptFacts, receiptFactsOf } from '../../domain/receipts.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { codesOf } from '../tickets/ticket-codes.ts';

export type PartyDependencies = Pick<Dependencies, 'accounts' | 'organizations'>;
export type FactsDependencies = PartyDependencies & Pick<Dependencies, 'ticketCodes'>;

/** The names that documents show: those of the booking's owner and of the organization. */
export type Parties = Pick<DocumentedBooking, 'holder' | 'organizer'>;

/** Returns undefined if the owner's account was deleted: then nobody may have documents. */
export async function partiesOf(
  { accounts, organizations }: PartyDependencies,
  claim: Claim,
  facts: EventFacts | undefined,
): Promise<Parties | undefined> {
  const [account, [organization] = []] = await Promise.all([
    accounts.read(claim.ownerId),
    facts && organizations.readOrganizations([facts.event.organizationId]),
  ]);
  if (!account || account.deletedAt !== undefined) return undefined;
  const { name, language } = account;
  const organizer = organization?.name;
  return { holder: { name, ...(language && { language }) }, ...(organizer !== undefined && { organizer }) };
}

/** Returns undefined if none of the tickets is valid: then the booking has no tickets to print. */
export async function ticketFactsOf(
  { ticketCodes }: Pick<FactsDependencies, 'ticketCodes'>,
  call: Call,
  { claim, facts, parties }: { claim: Claim; facts: EventFacts | undefined; parties: Parties },
): Promise<DocumentFacts | undefined> {
  if (!claim.booking || !facts) return undefined;
  const codes = await codesOf({ ticketCodes }, call, claim, facts);
  return codes.size === 0 ? undefined : documentFactsOf({ claim, facts, codes, ...parties });
}

/** Each booking has a receipt, also after its cancellation. */
export const receiptOf = (claim: Claim, facts: EventFacts | undefined, parties: Parties): ReceiptFacts =>
  receiptFactsOf({ claim, facts, ...parties });
