/** The mails of all kinds: their parts, what they escape, and what they leave out. */
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../lib/domain/languages.ts';
import { MAIL_KINDS } from '../../lib/domain/mail.ts';
import { MAILED_FACTS, type MailFacts } from '../../lib/domain/mail-facts.ts';
import { mailOf } from '../../lib/mail/mail-of.ts';
import {
  allFacts,
  BOOKING,
  DOCUMENTS,
  factsOfKind,
  journey,
  LINK,
  LONG_NAME,
  RECEIPT,
  SCRIPTS,
  withText,
} from './mail-cases.ts';

/** Links in HTML are escaped. */
const hrefs = (html: string): string[] =>
  [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => (href as string).replaceAll('&amp;', '&'));

const titled = (facts: MailFacts) => ({ ...facts, name: `${facts.kind} in ${facts.language}` });
const every = LANGUAGES.flatMap(language => allFacts(language));

describe('every mail', () => {
  it.each(every.map(facts => [titled(facts).name, facts] as const))(
    '%s has a subject, HTML and text',
    (_name, facts) => {
      const { subject, html, text } = mailOf(facts);
      expect(subject).toMatch(/^\S.{5,150}$/u);
      expect(html).toMatch(new RegExp(`^<!DOCTYPE html>\n<html lang="${facts.language}">`));
      expect(html).toContain('<meta name="color-scheme" content="light dark">');
      for (const part of [subject, html, text]) expect(part).not.toMatch(/undefined|null|NaN|\[object|Invalid/);
    },
  );

  it.each(every.filter(facts => 'link' in facts).map(facts => [titled(facts).name, facts] as const))(
    '%s has its link in HTML and in text, and no other link',
    (_name, facts) => {
      const { html, text } = mailOf(facts);
      const link = 'link' in facts ? facts.link : undefined;
      expect(new Set(hrefs(html))).toEqual(new Set([link]));
      expect(text.split('\n')).toContain(link);
    },
  );

  it('reads without images, scripts, forms and anything from the network', () => {
    for (const facts of every) {
      expect(mailOf(facts).html).not.toMatch(/<(img|script|form|iframe|link|object|svg)\b|@import|url\(|\son\w+=/i);
    }
  });

  it('is the same for the same facts', () => {
    for (const facts of every) expect(mailOf(structuredClone(facts))).toEqual(mailOf(facts));
  });

  it('differs between the languages in its subject and its button', () => {
    for (const kind of MAIL_KINDS) {
      if (kind === 'organizer-message') continue;
      expect(mailOf(factsOfKind(kind, 'de')).subject).not.toBe(mailOf(factsOfKind(kind, 'en')).subject);
    }
  });

  it('asks programs not to answer it by themselves', () => {
    for (const facts of every) expect(mailOf(facts).headers['Auto-Submitted']).toBe('auto-generated');
  });
});

describe('the mail of a cancellation with fees that are kept', () => {
  it.each(['booking-places-cancelled', 'booking-cancelled'] as const)('%s used to hide them', kind => {
    const textOf = (language: 'en' | 'de') => mailOf({ ...factsOfKind(kind, language), feesKept: 150 }).text;
    expect(textOf('en')).toContain('Not refundable, kept by the organizer: €1.50\n');
    expect(textOf('de')).toContain('Nicht erstattbar, verbleibt beim Veranstalter: 1,50 €\n');
    expect(mailOf(factsOfKind(kind, 'en')).text).not.toContain('Not refundable');
  });
});

describe('texts of people', () => {
  const hostile = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '&lt;b&gt;',
    '</td></table><h1>Your account is locked</h1>',
    '{{7*7}}<%= 7 %>',
    'javascript:alert(1)',
    'a\u202eb\u2066c',
  ];
  it.each(hostile)('are only text: %s', text => {
    const { html } = mailOf(withText(text));
    const harmless = mailOf(withText('harmless')).html;
    const tags = (page: string) => [...page.matchAll(/<[^>]*>/g)].map(([tag]) => tag);
    // The title of the page and the texts differ, the elements do not.
    expect(tags(html)).toEqual(tags(harmless));
  });

  it.each([
    ['a line feed', 'Concert\nBcc: victim@example.org'],
    ['a carriage return', 'Concert\rBcc: victim@example.org'],
    ['both', 'Concert\r\nBcc: victim@example.org\r\n\r\n<html>'],
    ['a line separator', 'Concert\u2028Bcc: victim@example.org'],
    ['a next-line control', 'Concert\u0085Bcc: victim@example.org'],
    ['NUL', 'Concert\0Bcc: victim@example.org'],
    ['a vertical tab', 'Concert\vBcc: victim@example.org'],
  ])('cannot end the subject by %s', (_name, text) => {
    for (const subject of [
      mailOf(withText(text)).subject,
      mailOf({ ...factsOfKind('organizer-message'), subject: text }).subject,
      // With an address the name would be left out.
      mailOf({ ...factsOfKind('invitation'), organization: { name: text.replace('@example.org', '') } }).subject,
    ]) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are looked for
      expect(subject).not.toMatch(/[\0-\x1f\x7f-\x9f\u2028\u2029]/);
      expect(subject).toContain('Bcc: victim');
    }
  });

  it('keep every script, and their spaces', () => {
    const { html, text, subject } = mailOf(withText(SCRIPTS));
    for (const part of [html, text, subject]) expect(part).toContain(SCRIPTS);
  });

  it('replace a lone surrogate, which no encoding has', () => {
    const { html, subject } = mailOf(withText('\ud800 Concert'));
    expect(html.isWellFormed() && subject.isWellFormed()).toBe(true);
  });

  it('keep the line breaks of an organizer, and are no HTML', () => {
    const { html, text } = mailOf(factsOfKind('organizer-message'));
    expect(html).toContain('white-space:pre-line">Dear guests,\nplease take tram 4.</p>');
    expect(html).toContain('&lt;b&gt;Thank you&lt;/b&gt;');
    expect(text).toContain('Dear guests,\nplease take tram 4.\n\nThe car park is closed');
  });
});

describe('a subject', () => {
  it('is cut after 150 characters, and never inside one', () => {
    const family = '👨‍👩‍👧‍👦';
    const { subject } = mailOf(withText(family.repeat(199)));
    const characters = [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(subject)];
    expect(characters).toHaveLength(150);
    expect(subject).toMatch(new RegExp(`${family}…$`, 'u'));
  });

  it('of 150 characters stays whole', () => {
    const subject = 'x'.repeat(150);
    expect(mailOf({ ...factsOfKind('organizer-message'), subject }).subject).toBe(subject);
    expect(mailOf({ ...factsOfKind('organizer-message'), subject: `${subject}y` }).subject).toBe(`${'x'.repeat(149)}…`);
  });
});

describe('the name of its reader', () => {
  it('is left out if a program would make a link of it, because strangers open accounts with the addresses of others', () => {
    for (const name of [
      'Win at evil.example',
      'https://evil',
      'www.evil',
      'a@evil',
      'evil.com/x',
      'Gewinn: böse.example',
      'evil。example',
      'evil．example',
      'ｗｗｗ．evil',
      'a＠evil',
    ]) {
      expect(mailOf({ ...factsOfKind('booking-confirmed'), name }).text).toContain('Hello,\n');
    }
    for (const name of ['Dr. Anna Müller', 'Anna M.', 'Mo (محمد)', LONG_NAME]) {
      expect(mailOf({ ...factsOfKind('booking-confirmed'), name }).text).toContain(`Hello ${name},\n`);
    }
  });

  it('of an organization is left out of its invitation too, because it may go to any address', () => {
    const invitation = factsOfKind('invitation');
    const named = (name: string) => mailOf({ ...invitation, organization: { name } });
    expect(named('Your bank, see evil.example')).toEqual(mailOf({ ...invitation, organization: {} }));
    expect(named('City Orchestra St. Gallen').subject).toContain('City Orchestra St. Gallen');
  });

  it('is in no mail to an address that may not be verified', () => {
    for (const kind of ['verify-email', 'change-email', 'guest-link', 'invitation'] as const) {
      expect(mailOf(factsOfKind(kind)).text).toContain('Hello,\n');
    }
  });
});

describe('a mail about a booking', () => {
  it('answers to the organization, if it has an address', () => {
    expect(mailOf(factsOfKind('booking-confirmed')).replyTo).toBe('office@orchestra.example');
    expect(mailOf({ ...factsOfKind('booking-confirmed'), organizer: { name: 'City Orchestra' } })).not.toHaveProperty(
      'replyTo',
    );
    expect(mailOf(factsOfKind('reset-password'))).not.toHaveProperty('replyTo');
  });

  it('has the tickets and the calendar file, and says so only then', () => {
    const { attachments, text } = mailOf(factsOfKind('booking-confirmed'));
    expect(attachments).toEqual([
      { fileName: 'tickets-K7QM2PXA.pdf', contentType: 'application/pdf', bytes: DOCUMENTS.pdf },
      { fileName: 'event-K7QM2PXA.ics', contentType: 'text/calendar; charset=utf-8', bytes: DOCUMENTS.calendar },
      { fileName: 'receipt-K7QM2PXA.pdf', contentType: 'application/pdf', bytes: RECEIPT },
    ]);
    expect(text).toContain('attached as a PDF');
    expect(text).toContain('The receipt is attached');
    const { documents: _documents, receipt: _receipt, ...without } = factsOfKind('booking-confirmed');
    expect(mailOf(without).attachments).toEqual([]);
    expect(mailOf(without).text).not.toContain('attached');
  });

  it('shows the places with their types and prices, discount, fees, the sum and the taxes in it', () => {
    const { text } = mailOf(factsOfKind('booking-confirmed'));
    expect(text).toContain(
      [
        'Your places:',
        '- Stalls, Row F, Seat 12, Adult: €45.00',
        '- Stalls, Row F, Seat 13, Child, up to 14: €22.50',
        '- 3 × Standing: €37.50',
        '- Discount (SUMMER-10): -€10.00',
        '- 5 × Service fee: €7.50',
        '- Handling: €3.00',
        'Total: €105.50',
        'Includes 19% tax: €13.65',
        'Includes 7% tax: €1.47',
        '',
      ].join('\n'),
    );
    const german = mailOf(factsOfKind('booking-confirmed', 'de')).text;
    expect(german).toContain('- Stalls, Reihe F, Platz 12, Adult: 45,00\u00a0€\n');
    expect(german).toContain('- Rabatt (SUMMER-10): -10,00\u00a0€\n');
    expect(german).toContain('Summe: 105,50\u00a0€\nEnthält 19 % MwSt.: 13,65\u00a0€\n');
  });

  it('shows what a cancellation of a part returns, and what is left', () => {
    const { text } = mailOf(factsOfKind('booking-places-cancelled'));
    expect(text).toContain('- Fees: €1.50\nRefund: €46.50\nIncludes 19% tax: €7.42\n');
    expect(text).toContain('- Fees: €4.00\nRemaining total: €64.00\nIncludes 19% tax: €10.22\n');
  });

  it.each([
    ['JPY', '- 3 × Standing: JP¥3,750\n', 'Total: JP¥10,550\nIncludes 19% tax: JP¥1,365\n'],
    ['KWD', '- 3 × Standing: KWD\u00a03.750\n', 'Total: KWD\u00a010.550\nIncludes 19% tax: KWD\u00a01.365\n'],
  ])('shows the decimals of %s', (currency, place, total) => {
    const { text } = mailOf({ ...factsOfKind('booking-confirmed'), currency });
    expect(text).toContain(place);
    expect(text).toContain(total);
  });

  it('marks places that were cancelled before it was made', () => {
    expect(mailOf(withText('Hall')).text).toContain('- 20 × Hall: €20,000,000.00 (cancelled)\n');
  });

  it('says that it is free of charge instead of an amount of 0', () => {
    const free = {
      ...factsOfKind('booking-confirmed'),
      total: { lines: [], amount: 0, taxes: [] },
      places: [{ section: 'Standing', quantity: 1, price: 0 }],
    };
    expect(mailOf(free).text).toContain('- Standing: Free of charge\nTotal: Free of charge\n');
  });

  it('says what is refunded, and nothing about money if there is none', () => {
    expect(mailOf(factsOfKind('booking-cancelled')).text).toContain('€102.50 goes back');
    const { refund: _refund, ...free } = factsOfKind('booking-cancelled');
    expect(mailOf(free).text).not.toMatch(/goes back|Refund/);
    const { refund: _other, ...cancelled } = factsOfKind('event-cancelled');
    expect(mailOf(cancelled).text).not.toMatch(/goes back|Refund/);
    expect(mailOf(cancelled).text).toContain('You need not do anything.');
  });

  it('says by whom and why it was cancelled', () => {
    expect(mailOf(factsOfKind('booking-cancelled')).text).toContain('Reason: the balcony is closed');
    const by = (by: 'customer' | 'organizer' | 'system') => mailOf({ ...factsOfKind('booking-cancelled'), by }).text;
    expect(by('customer')).toContain('You have cancelled your booking');
    expect(by('organizer')).toContain('The organizer has cancelled your booking');
    expect(by('system')).toContain('payment has failed');
  });

  it('shows the times in the zone of the event, whatever zone the function has', () => {
    expect(mailOf(factsOfKind('booking-confirmed')).text).toContain(
      'When: Saturday, 12 December 2026 at 20:00 CET\nDoors open: 19:00 CET',
    );
    const { text } = mailOf(journey('de'));
    expect(text).toContain('Verbindung: NJ 233 (Nightjet)\nStrecke: Wien Hbf – Venezia S. Lucia\n');
    expect(text).toContain('Abfahrt: Samstag, 12. Dezember 2026 um 17:00 GMT-5\nEinstieg ab: 13:45 GMT-5\n');
    expect(text).toContain('Ankunft: Sonntag, 13. Dezember 2026 um 02:00 GMT-5');
  });

  it('shows the end only of an event of several days', () => {
    const { event } = BOOKING;
    const ending = (hours: number) =>
      mailOf({ ...factsOfKind('booking-confirmed'), event: { ...event, endsAt: event.startsAt + hours * 3_600_000 } })
        .text;
    expect(ending(7)).not.toContain('Until:');
    expect(ending(40)).toContain('Until: Monday, 14 December 2026 at 12:00 CET');
  });
});

describe('a mail about a changed event', () => {
  it('shows each changed fact as it is and as it was', () => {
    const { text } = mailOf(factsOfKind('event-changed'));
    expect(text).toContain('The organizer has changed the start and the venue.');
    expect(text).toContain(
      'When: Saturday, 12 December 2026 at 20:00 CET (Before: Saturday, 12 December 2026 at 19:30 CET)',
    );
    expect(text).toContain('Where: Great Hall, Main Street 1, Leipzig (Before: Small Hall)');
    expect(text).not.toMatch(/Doors open: .*Before/);
  });

  it('shows a new title, another zone, and a venue that was removed', () => {
    const { venue: _venue, ...event } = BOOKING.event;
    const before = { title: 'Summer Concert', timeZone: 'Europe/London', venue: 'Small Hall' } as const;
    const { text, subject } = mailOf({
      ...factsOfKind('event-changed'),
      event,
      changed: ['title', 'timeZone', 'venue'],
      before,
    });
    expect(subject).toBe('Changed: Winter Concert');
    expect(text).toContain('Title: Winter Concert (Before: Summer Concert)');
    expect(text).toContain('at 20:00 CET (Before: Saturday, 12 December 2026 at 19:00 GMT)');
    expect(text).toContain('Where: – (Before: Small Hall)');
  });

  it('shows a new end, which was said to have changed and then not shown', () => {
    const { event } = BOOKING;
    const change = { changed: ['endsAt'], before: { endsAt: event.endsAt - 3_600_000 } } as const;
    const { text } = mailOf({ ...factsOfKind('event-changed'), ...change });
    expect(text).toContain('The organizer has changed the end.');
    expect(text).toContain('Until: 22:00 CET (Before: 21:00 CET)');
  });

  it('shows every fact that may change', () => {
    const now = {
      ...journey('en').event,
      title: 'Day train',
      doorsAt: 1_797_100_000_000,
      venue: 'Platform 3',
    };
    const before = {
      title: 'Night train',
      startsAt: now.startsAt - 60_000,
      endsAt: now.endsAt - 60_000,
      timeZone: 'Europe/Vienna',
      doorsAt: 1_797_000_000_000,
      venue: 'Platform 1',
      route: { origin: 'Graz', destination: 'Venezia' },
    };
    for (const fact of MAILED_FACTS) {
      const change = { changed: [fact], before: { [fact]: before[fact] } };
      const { text } = mailOf({ ...factsOfKind('event-changed'), event: now, ...change });
      expect(text, fact).toContain('(Before: ');
    }
  });

  it('needs no facts from before', () => {
    const { before: _before, ...facts } = factsOfKind('event-changed');
    expect(mailOf(facts).text).not.toContain('Before');
  });
});

describe('a mail that somebody asked for', () => {
  it.each(['verify-email', 'reset-password', 'change-email', 'guest-link'] as const)(
    '%s says for how long its link is valid, and what happens without it',
    kind => {
      expect(mailOf(factsOfKind(kind)).text).toContain('The link is valid for 30 minutes.');
      expect(mailOf(factsOfKind(kind)).text).toContain('ignore this mail');
    },
  );

  it('has no link for a guest whose address has an account', () => {
    const { text, html, subject } = mailOf({ language: 'en', kind: 'guest-link' });
    expect(subject).toBe('You have an account');
    expect(text).toContain('sign in with your password');
    expect(hrefs(html)).toEqual([]);
  });

  it('names the organization and the role of an invitation, and no organization if it has no name', () => {
    expect(mailOf(factsOfKind('invitation', 'de')).text).toContain('bei City Orchestra. Ihre Rolle: Kasse.');
    expect(mailOf({ ...factsOfKind('invitation'), organization: {} }).subject).toBe('Invitation to an organization');
  });

  it('links to pages only', () => {
    for (const link of ['javascript:alert(1)', 'data:text/html,x', '//evil.example', 'ftp://evil.example']) {
      expect(() => mailOf({ ...factsOfKind('reset-password'), link })).toThrow('may only link to pages');
    }
    expect(mailOf({ ...factsOfKind('reset-password'), link: LINK }).text).toContain(LINK);
  });
});
