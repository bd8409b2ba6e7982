/** Collects the facts that the documents of a booking show, for the worker that makes them and for requests that look for them. */
import { type DocumentFacts, documentFactsOf } from '../../domain/documents.ts';
import type { Claim, EventFacts } from '../../domain/model.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { codesOf } from '../tickets/ticket-codes.ts';

export type FactsDependencies = Pick<Dependencies, 'accounts' | 'organizations' | 'ticketCodes'>;

/** Returns undefined if nobody may have documents of the booking: none of its tickets is valid, or its owner's account was deleted. */
export async function factsOfBooking(
  { accounts, organizations, ticketCodes }: FactsDependencies,
  call: Call,
  claim: Claim,
  facts: EventFacts | undefined,
): Promise<DocumentFacts | undefined> {
  if (!claim.booking || !facts) return undefined;
  const codes = await codesOf({ ticketCodes }, call, claim, facts);
  if (codes.size === 0) return undefined;
  const [account, [organization]] = await Promise.all([
    accounts.read(claim.ownerId),
    organizations.readOrganizations([facts.event.organizationId]),
  ]);
  if (!account || account.deletedAt !== undefined) return undefined;
  const { name, language } = account;
  const holder = { name, ...(language && { language }) };
  const organizer = organization?.name;
  return documentFactsOf({ claim, facts, holder, codes, ...(organizer !== undefined && { organizer }) });
}
