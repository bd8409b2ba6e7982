/** The receipt of a booking as PDF, read as a reader does. */
import { describe, expect, it } from 'vitest';
import { installedFonts } from '../../lib/documents/font-files.ts';
import { openFonts } from '../../lib/documents/fonts.ts';
import { receiptPdf } from '../../lib/documents/receipt-pdf.ts';
import type { ReceiptFacts, ReceiptLine } from '../../lib/domain/receipts.ts';
import { expectApart } from './apart.ts';
import { EVERY_SCRIPT, ofLength } from './facts.ts';
import { glyphsShown, inMm, linesToCopy, openPdf, pagesOf } from './pdf.ts';
import { RECEIPT, WITH_RETURNS } from './receipt-facts.ts';

const fonts = openFonts(installedFonts());

async function read(facts: ReceiptFacts) {
  const { pdf, missing } = await receiptPdf(facts, fonts);
  const document = await openPdf(pdf);
  const pages = await pagesOf(document);
  // Amounts have spaces at which no line may break.
  const lines = linesToCopy(pdf).map(line => line.replaceAll('\u00a0', ' '));
  return { pdf, missing, document, pages, lines };
}

const placesOf = (count: number, line: Partial<ReceiptLine & { kind: 'places' }> = {}): ReceiptLine[] =>
  Array.from({ length: count }, (_, i) => ({
    kind: 'places',
    section: `Block ${i + 1}`,
    type: 'Adult',
    quantity: 1,
    price: 1000 + i,
    amount: 1000 + i,
    ...line,
  }));

describe('a receipt', () => {
  it('shows the seller, the booking, the lines, the total, the tax by rate and the payment', async () => {
    const { lines, missing } = await read(RECEIPT);
    expect(lines).toEqual([
      ...['Kulturverein München e. V.', 'Tax number: DE 123 456 789', 'Receipt'],
      ...['Booking reference', '7C3MZ5QX', 'Date', 'Monday, 30 November 2026'],
      ...['Name', 'Maria Nowak', 'Event', 'New Year’s Concert'],
      ...['When', 'Friday, 31 December 2027 at 19:30 CET', 'Where', 'Great Hall, Musterstraße 5, Berlin'],
      ...['Description', 'Quantity', 'Price', 'Tax', 'Amount'],
      ...['Stalls left, Adult', '2', '€59.50', '19%', '€119.00'],
      ...['Stalls left, Child', '1', '€21.40', '7%', '€21.40'],
      ...['Discount (SUMMER-10)', '-€14.04'],
      ...['Service fee', '3', '19%', '€4.50'],
      ...['Handling', '1', '19%', '€2.00'],
      ...['Total', '€132.86'],
      ...['Tax included in the total', 'Rate', 'Net', 'Tax', 'Gross'],
      ...['19%', '€95.46', '€18.14', '€113.60'],
      ...['7%', '€18.00', '€1.26', '€19.26'],
      ...['Payment method', 'sim_ok'],
      '7C3MZ5QX · Page 1 of 1',
    ]);
    expect(missing).toEqual([]);
  });

  it('shows what cancellations return with their taxes, and what is left', async () => {
    const { lines } = await read(WITH_RETURNS);
    expect(lines.slice(lines.indexOf('Cancellations'))).toEqual([
      'Cancellations',
      ...['Returned on Wednesday, 2 December 2026: 1 place', '-€20.76'],
      ...['Includes 19% tax', '-€0.24', 'Includes 7% tax', '-€1.26'],
      ...['Returned on Saturday, 5 December 2026: 1 place', '-€55.05', 'Includes 19% tax', '-€8.79'],
      ...['Remaining total', '€57.05'],
      ...['Tax included in the remaining total', 'Rate', 'Net', 'Tax', 'Gross'],
      ...['19%', '€47.94', '€9.11', '€57.05'],
      '7C3MZ5QX · Page 1 of 1',
    ]);
  });

  it('of a fully cancelled booking used to call the kept fees the remaining total', async () => {
    const last = { at: Date.UTC(2026, 11, 6, 9), quantity: 1, amount: 5_505, taxes: [] };
    const kept = { amount: 200, taxes: [{ percent: 19, gross: 200, tax: 32 }] };
    const facts = { ...WITH_RETURNS, returned: [...WITH_RETURNS.returned, last], kept };
    const { lines } = await read(facts);
    expect(lines.slice(lines.indexOf('Fees not returned'), -1)).toEqual([
      ...['Fees not returned', '€2.00'],
      ...['Tax included in the fees not returned', 'Rate', 'Net', 'Tax', 'Gross', '19%', '€1.68', '€0.32', '€2.00'],
    ]);
    const german = await read({ ...facts, language: 'de' });
    expect(german.lines).toContain('Nicht erstattete Gebühren');
  });

  it('has neither taxes, a payment nor a seller if the booking has none, and is in its language', async () => {
    const { seller: _seller, sellerTaxNumber: _number, paymentMethod: _method, ...rest } = RECEIPT;
    const places: ReceiptLine[] = [{ kind: 'places', section: 'Parkett', quantity: 2, price: 0, amount: 0 }];
    const { lines, document } = await read({ ...rest, language: 'de', lines: places, total: 0, taxes: [] });
    expect(lines[0]).toBe('Quittung');
    expect(lines.slice(lines.indexOf('Bezeichnung'))).toEqual([
      ...['Bezeichnung', 'Anzahl', 'Preis', 'Betrag', 'Parkett', '2', '0,00 €', '0,00 €'],
      ...['Summe', 'Kostenlos', '7C3MZ5QX · Seite 1 von 1'],
    ]);
    expect(await document.getMetadata()).toMatchObject({ info: { Language: 'de' } });
  });

  it.each([
    ['JPY', 'JP¥11,900', 'JP¥1,814'],
    ['EUR', '€119.00', '€18.14'],
    ['KWD', 'KWD 11.900', 'KWD 1.814'],
  ])('shows the decimals of %s', async (currency, amount, tax) => {
    const { lines } = await read({ ...RECEIPT, currency });
    expect(lines).toContain(amount);
    expect(lines).toContain(tax);
  });

  it('has the same bytes for the same facts, and others for other facts', async () => {
    const first = await receiptPdf(structuredClone(WITH_RETURNS), fonts);
    const again = await receiptPdf(structuredClone(WITH_RETURNS), openFonts(installedFonts()));
    expect(Buffer.compare(first.pdf, again.pdf)).toBe(0);
    expect(Buffer.compare(first.pdf, (await receiptPdf(RECEIPT, fonts)).pdf)).not.toBe(0);
  });

  it('is tagged with its tables, and has a title', async () => {
    const { pages, document } = await read(WITH_RETURNS);
    expect(await document.getMetadata()).toMatchObject({
      info: { Title: 'Receipt 7C3MZ5QX: New Year’s Concert', Author: 'Kulturverein München e. V.' },
    });
    const roles = pages.flatMap(page => page.roles);
    expect(roles.filter(role => role === 'H1')).toHaveLength(1);
    expect(roles.filter(role => role === 'Table')).toHaveLength(4);
    expect(roles.filter(role => role === 'TH')).toHaveLength(5 + 4 + 4);
  });
});

describe('a receipt of many lines', () => {
  it.each([
    ['A4', 210, 297],
    ['Letter', 215.9, 279.4],
  ] as const)('has each of 40 lines once, on pages of %s that count themselves', async (paper, width, height) => {
    const all = placesOf(40, { taxPercent: 19 });
    const { pages, lines } = await read({ ...WITH_RETURNS, paper, lines: all });
    expect(lines.filter(line => line.startsWith('Block '))).toEqual(all.map((_, i) => `Block ${i + 1}, Adult`));
    expect(lines.filter(line => line.includes('Page'))).toEqual(
      pages.map((_, i) => `7C3MZ5QX · Page ${i + 1} of ${pages.length}`),
    );
    expect(pages.length).toBeGreaterThan(1);
    for (const page of pages)
      expect([inMm(page.width).toFixed(1), inMm(page.height).toFixed(1)]).toEqual([
        width.toFixed(1),
        height.toFixed(1),
      ]);
    expectApart(pages);
  });

  it('never has the sum alone on a page, however many lines it has', async () => {
    for (let count = 18; count <= 30; count += 1) {
      const { pages } = await read({ ...RECEIPT, taxes: [], lines: placesOf(count) });
      const page = pages.find(({ text }) => text.includes('Total'));
      expect(page?.text).toContain(`Block ${count}`);
    }
  });
});

describe('long and foreign names on a receipt', () => {
  const SCRIPTS: [string, string][] = [
    ['Latin', 'Łódź Đặng Thị Thùy Dương Ærøskøbing'],
    ['Greek', 'Φοιτητής'],
    ['Cyrillic', 'Студент, до 25 років'],
    // Letters without dots: the reader of this test measures letters that a font composes of parts too wide.
    ['Arabic', 'محمد صالح'],
    ['Hebrew', 'סטודנט עד גיל 25'],
    ['Devanagari', 'छात्र क्षत्रिय'],
    ['Thai', 'นักเรียนนักศึกษา'],
    ['Chinese', '學生票'],
    ['Japanese', '学生（２５歳以下）パリ'],
    ['Korean', '학생 할인'],
  ];

  it.each(SCRIPTS)('show every character of a type in %s', async (_script, type) => {
    const { pages, pdf, missing, lines } = await read({ ...RECEIPT, lines: placesOf(1, { type }) });
    expect(lines.join(' ')).toContain(`Block 1, ${type}`);
    expect(missing).toEqual([]);
    expect(glyphsShown(pdf)).not.toContain(0);
    expectApart(pages);
  });

  it.each(SCRIPTS)('never overlap if all names have 200 characters: %s', async (_script, sample) => {
    const text = ofLength(sample, 200);
    const dear = { price: 99_999_999_999, amount: 99_999_999_999, taxPercent: 19.75 };
    const { pages } = await read({
      ...WITH_RETURNS,
      holder: text,
      seller: text,
      sellerTaxNumber: text.slice(0, 60),
      event: { ...RECEIPT.event, title: text, venue: text },
      currency: 'KWD',
      paper: 'Letter',
      lines: [
        ...placesOf(3, { section: text, type: text, ...dear }),
        { kind: 'discount', code: 'W'.repeat(40), amount: -99_999_999_999 },
        { kind: 'fee', name: text, quantity: 20, amount: 99_999_999_999, taxPercent: 19.75 },
      ],
      paymentMethod: 'W'.repeat(100),
    });
    expectApart(pages);
  });

  it('are replaced by the reference if no font can show them, and reported without the text', async () => {
    const { lines, missing } = await read({ ...RECEIPT, seller: 'Երևան', holder: EVERY_SCRIPT });
    expect(lines[0]).toBe('7C3MZ5QX');
    expect(missing).toEqual(['U+0500–057F', 'U+0580–05FF']);
  });
});
