/** Makes the receipt of a booking as PDF, on as many pages as it needs: tagged, and with the same bytes for the same facts. */
import type { ReceiptFacts } from '../domain/receipts.ts';
import { messagesOf } from '../messages/messages-of.ts';
import type { MadePdf } from '../ports/documents.ts';
import type { Fonts } from './fonts.ts';
import { createPartMaker, type Part, type Shared, type Tag } from './page-parts.ts';
import { type Document, MARGIN, pdfOf } from './pdf-document.ts';
import { FOOT_HEIGHT, footOf, partsOfReceipt } from './receipt-page.ts';
import { receiptTexts } from './receipt-texts.ts';

export async function receiptPdf(facts: ReceiptFacts, fonts: Fonts): Promise<MadePdf> {
  const { language, paper, event, reference, seller, confirmedAt } = facts;
  const shared: Shared = { fonts, missing: new Set(), blocks: new Map() };
  const title = messagesOf(language).receipt.document(event.title, reference);
  const settings = { language, paper, title, author: seller, createdAt: confirmedAt };
  const pdf = await pdfOf(settings, fonts, (document, root) => drawReceipt(document, root, facts, shared));
  return { pdf, missing: [...shared.missing].sort() };
}

function drawReceipt(document: Document, root: Tag, facts: ReceiptFacts, shared: Shared): void {
  document.addPage();
  const { width: pageWidth, height: pageHeight } = document.page;
  const width = pageWidth - 2 * MARGIN;
  const texts = receiptTexts(facts);
  const make = createPartMaker(shared, facts.reference, 1);
  const pages = inPages(partsOfReceipt(texts, make, width), pageHeight - 2 * MARGIN - FOOT_HEIGHT);
  for (const [i, parts] of pages.entries()) {
    if (i > 0) document.addPage();
    let top = MARGIN;
    for (const part of parts) {
      part.draw(document, root, MARGIN, top);
      top += part.height;
    }
    const foot = footOf(`${facts.reference} · ${texts.page(i + 1, pages.length)}`, make, width);
    foot.draw(document, root, MARGIN, pageHeight - MARGIN - foot.height);
  }
}

/** Fills pages with the parts in their order. A part is never divided. */
function inPages(parts: Part[], height: number): Part[][] {
  const pages: Part[][] = [[]];
  let used = 0;
  for (const part of parts) {
    if (used > 0 && used + part.height > height) {
      pages.push([]);
      used = 0;
    }
    pages.at(-1)?.push(part);
    used += part.height;
  }
  return pages;
}
