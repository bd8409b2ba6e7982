/** Makes the documents of bookings with the fonts of a folder. The fonts stay in memory for later documents. */
import type { DocumentMaker } from '../ports/documents.ts';
import { calendarFile } from './calendar-file.ts';
import { openFonts } from './fonts.ts';
import { receiptPdf } from './receipt-pdf.ts';
import { ticketsPdf } from './tickets-pdf.ts';

/** `folder` has the layout that font-files.ts describes. It is read when the first document is made. */
export function createDocumentMaker(folder: string): DocumentMaker {
  let fonts: ReturnType<typeof openFonts> | undefined;
  return {
    async make(facts) {
      fonts ??= openFonts(folder);
      const { pdf, missing } = await ticketsPdf(facts, fonts);
      return { pdf, ics: Buffer.from(calendarFile(facts)), missing };
    },
    async makeReceipt(facts) {
      fonts ??= openFonts(folder);
      return receiptPdf(facts, fonts);
    },
  };
}
