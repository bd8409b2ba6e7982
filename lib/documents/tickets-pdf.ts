/** Makes the PDF of a booking: one page for each ticket, tagged, and with the same bytes for the same facts. */
import PDFDocument from 'pdfkit';
import type { DocumentFacts } from '../domain/documents.ts';
import { messagesOf } from '../messages/messages-of.ts';
import type { Fonts } from './fonts.ts';
import { drawTicket, MARGIN } from './ticket-page.ts';

type Document = InstanceType<typeof PDFDocument>;

export interface TicketsPdf {
  pdf: Uint8Array;
  /** The blocks of characters that no font can show, each once. */
  missing: string[];
}

export async function ticketsPdf(facts: DocumentFacts, fonts: Fonts): Promise<TicketsPdf> {
  if (facts.tickets.length === 0) throw new Error(`the booking of claim ${facts.claimId} has no ticket to print`);
  const document = newDocument(facts, fonts);
  const bytes = collect(document);
  const shared = { fonts, missing: new Set<string>(), blocks: new Map() };
  const root = document.struct('Document');
  document.addStructure(root);
  for (const ticket of facts.tickets) {
    document.addPage();
    const section = document.struct('Sect');
    root.add(section);
    drawTicket(document, section, { facts, ticket, shared });
    section.end();
  }
  root.end();
  document.end();
  return { pdf: await bytes, missing: [...shared.missing].sort() };
}

function newDocument(facts: DocumentFacts, fonts: Fonts): Document {
  const { language, paper, event, reference, organizer, confirmedAt } = facts;
  const document = new PDFDocument({
    size: paper === 'A4' ? 'A4' : 'LETTER',
    margin: MARGIN,
    autoFirstPage: false,
    // Without a font of its own, pdfkit would read Helvetica from a file that no bundle has.
    font: defaultFont(fonts),
    pdfVersion: '1.7',
    // The types lack this value.
    subset: 'PDF/UA' as 'PDF/A-1',
    tagged: true,
    displayTitle: true,
    lang: language,
    info: {
      Title: messagesOf(language).ticket.document(event.title, reference),
      ...(organizer !== undefined && { Author: organizer }),
      Creator: 'Holdfast',
      Producer: 'pdfkit',
      // A clock would give other bytes each time.
      CreationDate: new Date(confirmedAt),
    },
  });
  escapeMetadata(document);
  return document;
}

/** pdfkit opens a font of fontkit, though its types do not say so. */
function defaultFont(fonts: Fonts): string {
  const face = fonts.faceOf('0'.charCodeAt(0), 'sc');
  if (!face) throw new Error('the folder of fonts has no digits: see fontAssetsIn in font-files.ts');
  return face.font as unknown as string;
}

/** pdfkit writes the title into XML as it is, so `&` and `<` in a title would break it. */
function escapeMetadata(document: Document): void {
  const internals = document as unknown as { endMetadata(): void; info: Record<string, unknown> };
  const endMetadata = internals.endMetadata.bind(document);
  internals.endMetadata = () => {
    for (const [name, value] of Object.entries(internals.info)) {
      if (typeof value === 'string') internals.info[name] = escapeXml(value);
    }
    endMetadata();
  };
}

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function collect(document: Document): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  return new Promise((resolve, reject) => {
    document.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    document.on('end', () => resolve(Buffer.concat(chunks)));
    document.on('error', reject);
  });
}
