/** The PDF of a booking, read as a reader, a printer and a scanner at the door do. */
import { describe, expect, it } from 'vitest';
import { installedFonts } from '../../lib/documents/font-files.ts';
import { openFonts } from '../../lib/documents/fonts.ts';
import { ticketsPdf } from '../../lib/documents/tickets-pdf.ts';
import type { DocumentFacts } from '../../lib/domain/documents.ts';
import { verifyTicketCode } from '../../lib/tokens/ticket-codes.ts';
import { expectApart } from './apart.ts';
import { EVERY_SCRIPT, FACTS, KEY_SET, ofLength, tickets, withEvent } from './facts.ts';
import { codesIn, glyphsShown, inMm, linesToCopy, openPdf, pagesOf, renderPage } from './pdf.ts';

const fonts = openFonts(installedFonts());

async function read(facts: DocumentFacts) {
  const { pdf, missing } = await ticketsPdf(facts, fonts);
  const document = await openPdf(pdf);
  return { pdf, missing, document, pages: await pagesOf(document) };
}

const THREE_SCRIPTS = 'محمد بن عبد الله Wolfeschlegelsteinhausenbergerdorff 王小明李大山 ';

describe('a ticket', () => {
  it('shows the event in its time zone, the place, the holder, the reference and the price', async () => {
    const { pages, missing } = await read(FACTS);
    expect(pages.map(({ text }) => text.split('\n').filter(line => line.trim() !== ''))).toEqual([
      [
        'Kulturverein München e. V. Ticket 1 of 1',
        'New Year’s Concert',
        'Friday, 31 December 2027 at 19:30 CET',
        'Doors open 18:30 CET · Until 22:00 CET · Europe/Berlin',
        'Great Hall, Musterstraße 5, Berlin',
        'Section',
        'Stalls left',
        'Row',
        '12',
        'Seat',
        '7',
        'Gate',
        'North gate',
        'Name',
        'Maria Nowak',
        'Booking reference',
        '7C3MZ5QX',
        'Price',
        '€59.50',
        expect.stringContaining('admits one person'),
      ],
    ]);
    expect(missing).toEqual([]);
  });

  it('is in the language of the booking, and names an area and a free place', async () => {
    const [ticket] = FACTS.tickets;
    if (!ticket) throw new Error('the facts have a ticket');
    const place = { ...ticket, place: { area: 'Stehplätze' }, gates: [], price: 0 };
    const { pages, document } = await read({ ...FACTS, language: 'de', tickets: [place] });
    expect(pages[0]?.text).toMatch(/Freitag, 31\. Dezember 2027 um 19:30 MEZ/);
    expect(pages[0]?.text).toMatch(/Bereich\n*Stehplätze[\s\S]*Preis\n*Kostenlos/);
    expect(await document.getMetadata()).toMatchObject({ info: { Language: 'de' } });
  });

  it('shows the ticket type, its own price and the discount', async () => {
    const [ticket] = FACTS.tickets;
    if (!ticket) throw new Error('the facts have a ticket');
    const child = { ...ticket, type: 'Child, up to 14', price: 2380, discount: 595 };
    const { pages } = await read({ ...FACTS, tickets: [child] });
    expect(pages[0]?.text).toMatch(/Ticket type\n*Child, up to 14[\s\S]*Price\n*€23\.80 \(discount: €5\.95\)/);
  });

  it('shows the boarding, the route and the service of a journey', async () => {
    const { pages } = await read(
      withEvent({
        kind: 'train',
        route: { origin: 'Praha hl. n.', destination: 'Kraków Główny' },
        service: { number: 'EC 111', carrier: 'Rail' },
      }),
    );
    expect(pages[0]?.text).toContain('Boarding 18:30 CET · Arrival 22:00 CET');
    expect(pages[0]?.text).toContain('Praha hl. n. – Kraków Główny');
    expect(pages[0]?.text).toContain('EC 111, Rail');
  });

  it('shows the time in UTC, and says so, if this runtime does not know the zone', async () => {
    const { pages } = await read(withEvent({ timeZone: 'Mars/Olympus' }));
    expect(pages[0]?.text).toContain('Friday, 31 December 2027 at 18:30 UTC');
  });

  it('has a code that a scanner reads from paper: 45 mm or more, level M, with its quiet zone', async () => {
    const [facts] = [{ ...FACTS, tickets: await tickets(2) }];
    const { document } = await read(facts);
    for (const [i, { code, number }] of facts.tickets.entries()) {
      const codes = await codesIn(await renderPage(document, i + 1));
      expect(codes).toEqual([{ text: code, ecLevel: 'M', side: expect.any(Number), hasQuietZone: true }]);
      expect(codes[0]?.side).toBeGreaterThan(45);
      expect(await verifyTicketCode(codes[0]?.text ?? '', KEY_SET)).toMatchObject({ facts: { number } });
    }
  });

  it.each([
    ['A4', 210, 297],
    ['Letter', 215.9, 279.4],
  ] as const)('fits on %s', async (paper, width, height) => {
    const { pages } = await read({ ...FACTS, paper });
    expect(pages.map(page => [inMm(page.width).toFixed(1), inMm(page.height).toFixed(1)])).toEqual([
      [width.toFixed(1), height.toFixed(1)],
    ]);
    expectApart(pages);
  });
});

describe('a document', () => {
  it('has a page for each of 20 tickets', async () => {
    const { pages, document } = await read({ ...FACTS, tickets: await tickets(20) });
    expect(pages.map(({ text }) => /Ticket \d+ of \d+/.exec(text)?.[0])).toEqual(
      Array.from({ length: 20 }, (_, i) => `Ticket ${i + 1} of 20`),
    );
    const [last] = await codesIn(await renderPage(document, 20));
    expect(await verifyTicketCode(last?.text ?? '', KEY_SET)).toMatchObject({ facts: { number: 20 } });
  });

  it('is not made without a ticket', async () => {
    await expect(ticketsPdf({ ...FACTS, tickets: [] }, fonts)).rejects.toThrow(/no ticket to print/);
  });

  it('has the same bytes for the same facts, also with fonts that were opened later', async () => {
    const facts = withEvent({ title: EVERY_SCRIPT });
    const [first, second] = [await ticketsPdf(facts, fonts), await ticketsPdf(facts, openFonts(installedFonts()))];
    expect(Buffer.compare(first.pdf, second.pdf)).toBe(0);
    const other = await ticketsPdf({ ...facts, holder: 'Jan Nowak' }, fonts);
    expect(Buffer.compare(first.pdf, other.pdf)).not.toBe(0);
  });

  it('is tagged, and has a title and a language', async () => {
    const { pages, document, pdf } = await read({ ...FACTS, tickets: await tickets(2) });
    expect(await document.getMetadata()).toMatchObject({
      info: { Title: 'Tickets 7C3MZ5QX: New Year’s Concert', Language: 'en', Author: 'Kulturverein München e. V.' },
    });
    expect(Object.fromEntries((await document.getMarkInfo()) as never as Map<string, boolean>)).toMatchObject({
      Marked: true,
    });
    for (const { roles } of pages) {
      expect(roles.slice(0, 2)).toEqual(['Root', 'Document']);
      expect(roles.filter(role => role === 'H1' || role === 'Figure')).toEqual(['H1', 'Figure']);
    }
    expect(Buffer.from(pdf).includes('/DisplayDocTitle true')).toBe(true);
  });

  it('writes a title with & and < as valid XML', async () => {
    const { document } = await read(withEvent({ title: 'Rock & Roll <3' }));
    const { info, metadata } = (await document.getMetadata()) as never as {
      info: object;
      metadata: Map<string, string>;
    };
    expect(info).toMatchObject({ Title: 'Tickets 7C3MZ5QX: Rock & Roll <3' });
    expect(metadata.get('dc:title')).toBe('Tickets 7C3MZ5QX: Rock & Roll <3');
  });
});

describe('every script', () => {
  it.each([
    ['all of them in one text', EVERY_SCRIPT],
    ['Latin with its extensions', 'Łódź Đặng Thị Thùy Dương Ærøskøbing İstanbul Reykjavík Ő'],
    ['Greek and Cyrillic', 'Ἀθήνα Αθήνα Ґрунт Ёлка Київ'],
    ['Arabic with vowels, digits and brackets', 'أُمسية «شعرية» (٣) ۱۲ ﷲ'],
    ['Hebrew with points', 'שָׁלוֹם [א׳] תל־אביב 12'],
    ['Devanagari with conjuncts', 'श्रीमद्भगवद्गीता क्षत्रिय र्‍य कर्म ₹५'],
    ['Thai with stacked marks', 'น้ำตาล ที่นี่ ญี่ปุ่น'],
    ['Chinese in both forms', '北京国家大剧院，臺北國家音樂廳；㐂𠮷'],
    ['Japanese', '「第九」東京フィルハーモニー管弦楽団～（全席指定）々ヶ'],
    ['Korean', '서울시립교향악단 김민수 漢字'],
    ['marks that no letter has by itself', 'q̃ x̄ ŝ̱'],
    ['currencies and symbols', '€ £ ₹ ₪ ₫ ₩ ₺ № ™ ♫ ★ → ½'],
  ])('has no missing glyph: %s', async (_name, title) => {
    const { pdf, missing } = await read(withEvent({ title }, { holder: title }));
    expect(missing).toEqual([]);
    expect(glyphsShown(pdf).length).toBeGreaterThan(200);
    expect(glyphsShown(pdf)).not.toContain(0);
  });

  it('finds a missing glyph where there is one: the check can fail', async () => {
    const { pdf } = await ticketsPdf(withEvent({ title: 'x' }), {
      ...fonts,
      faceOf: (codePoint, han) => fonts.faceOf(codePoint, han) ?? fonts.faceOf(0x30, han),
    });
    expect(glyphsShown(pdf)).not.toContain(0);
    const boxes = await ticketsPdf(withEvent({ title: 'გ' }), {
      ...fonts,
      faceOf: (codePoint, han) => fonts.faceOf(codePoint, han) ?? fonts.faceOf(0x30, han),
    });
    expect(glyphsShown(boxes.pdf)).toContain(0);
  });

  it('keeps the spaces, also between words from right to left', async () => {
    const { pages, pdf } = await read(
      withEvent({ title: EVERY_SCRIPT, venue: 'محمد بن علي' }, { holder: 'יוסי בן דוד' }),
    );
    expect(pages[0]?.text).toContain('محمد بن علي');
    expect(pages[0]?.text).toContain('יוסי בן דוד');
    expect(pages[0]?.text.replaceAll('\n', ' ')).toMatch(/Łódź, محمد \(Mo\), שלום, +王小明, パリ, 김민수, +สมชาย/);
    expect(linesToCopy(pdf).join(' ')).toContain(EVERY_SCRIPT);
  });

  it('is copied in its logical order, also where a font composes letters of parts', async () => {
    const title = 'أمسية شعرية: «قصائد» 2027 (الجزء ٣)';
    const { pdf } = await read(withEvent({ title, venue: 'คำว่า น้ำตาล' }));
    expect(linesToCopy(pdf)).toContain(title);
    expect(linesToCopy(pdf)).toContain('คำว่า น้ำตาล');
  });
});

describe('a text that no font can show', () => {
  it('is replaced by the reference, and its block is reported without the text', async () => {
    const { pages, missing, pdf } = await read(withEvent({ venue: 'Երևան' }, { holder: 'Giorgi გიორგი' }));
    expect(pages[0]?.text).toMatch(/Name\n*7C3MZ5QX\n/);
    expect(pages[0]?.text).not.toContain('Giorgi');
    expect(missing).toEqual(['U+0500–057F', 'U+0580–05FF', 'U+1080–10FF']);
    expect(glyphsShown(pdf)).not.toContain(0);
  });

  it('loses its emoji, and keeps its words', async () => {
    const { pages, missing } = await read(withEvent({ title: '🎸 Rock 👩🏽‍🎤 Night 1️⃣ 🇩🇪' }));
    expect(pages[0]?.text).toContain('\nRock Night 1\n'.replace('\n', ''));
    expect(missing.length).toBeGreaterThan(0);
  });

  it('is replaced if it has nothing but emoji', async () => {
    const { pages } = await read(withEvent({ title: '🎸🎸' }));
    expect(pages[0]?.text).toMatch(/Ticket 1 of 1\n*7C3MZ5QX\n*Friday/);
  });
});

describe('long texts', () => {
  const long: Partial<DocumentFacts['event']> = {
    title: ofLength(THREE_SCRIPTS, 200),
    venue: ofLength('龍鳳，', 200),
    route: { origin: ofLength(THREE_SCRIPTS, 200), destination: ofLength('W', 200) },
    service: { number: ofLength('W', 40), carrier: ofLength('Eisenbahn ', 200) },
  };
  const place = { section: ofLength('Wide section ', 200), row: ofLength('W', 20), seat: ofLength('W', 20) };

  it.each(['A4', 'Letter'] as const)('never overlap, on %s', async paper => {
    const ticket = {
      ...(await tickets(1))[0],
      place,
      gates: Array.from({ length: 50 }, (_, i) => ofLength(`Gate ${i} `, 80)),
    };
    const { pages, document } = await read({
      ...withEvent(long),
      paper,
      holder: ofLength(THREE_SCRIPTS, 200),
      organizer: ofLength(THREE_SCRIPTS, 200),
      tickets: [ticket as DocumentFacts['tickets'][number]],
    });
    expect(pages).toHaveLength(1);
    expectApart(pages);
    expect(await codesIn(await renderPage(document))).toMatchObject([{ text: ticket.code, hasQuietZone: true }]);
    expect(pages[0]?.text).toContain('+46');
  });

  it.each([
    ['Arabic without a space', 'محمدعبدالله'],
    ['Chinese', '龍'],
    ['Latin with an accent', 'Ẅ'],
  ])('never overlap if all texts are the longest: %s', async (_name, sample) => {
    const text = ofLength(sample, 200);
    const [ticket] = await tickets(1);
    const { pages, document } = await read({
      ...withEvent({
        title: text,
        venue: text,
        route: { origin: text, destination: text },
        service: { number: text, carrier: text },
      }),
      paper: 'Letter',
      holder: text,
      organizer: text,
      tickets: [
        {
          ...ticket,
          place: { section: text, row: text, seat: text },
          gates: Array(5).fill(text),
          type: text,
        } as (typeof FACTS.tickets)[number],
      ],
    });
    expect(pages).toHaveLength(1);
    expectApart(pages);
    expect(await codesIn(await renderPage(document))).toMatchObject([{ text: ticket?.code, hasQuietZone: true }]);
  });

  it.each([
    ['three scripts', THREE_SCRIPTS],
    ['one word', 'W'],
    ['Arabic without a space', 'محمد'],
    ['Thai without a space', 'สมชายใจดี'],
    ['Chinese', '王小明李大山'],
  ])('show every character of a name of 200: %s', async (_name, sample) => {
    const holder = ofLength(sample, 200);
    const { pages, pdf } = await read({ ...FACTS, holder });
    const lines = linesToCopy(pdf);
    const shown = lines.slice(lines.indexOf('Name') + 1, lines.indexOf('Booking reference'));
    expect(shown.join('').replace(/ /g, '')).toBe(holder.replace(/ /g, ''));
    expectApart(pages);
  });
});
