/** Makes the PDF of a booking's tickets: one page for each ticket, tagged, and with the same bytes for the same facts. */
import type { DocumentFacts } from '../domain/documents.ts';
import { messagesOf } from '../messages/messages-of.ts';
import type { MadePdf } from '../ports/documents.ts';
import type { Fonts } from './fonts.ts';
import { pdfOf } from './pdf-document.ts';
import { drawTicket } from './ticket-page.ts';

export async function ticketsPdf(facts: DocumentFacts, fonts: Fonts): Promise<MadePdf> {
  if (facts.tickets.length === 0) throw new Error(`the booking of claim ${facts.claimId} has no ticket to print`);
  const { language, paper, event, reference, organizer, confirmedAt } = facts;
  const shared = { fonts, missing: new Set<string>(), blocks: new Map() };
  const title = messagesOf(language).ticket.document(event.title, reference);
  const settings = { language, paper, title, author: organizer, createdAt: confirmedAt };
  const pdf = await pdfOf(settings, fonts, (document, root) => {
    for (const ticket of facts.tickets) {
      document.addPage();
      const section = document.struct('Sect');
      root.add(section);
      drawTicket(document, section, { facts, ticket, shared });
      section.end();
    }
  });
  return { pdf, missing: [...shared.missing].sort() };
}
