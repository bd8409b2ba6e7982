/** The sender of a stage's mails, as an operator writes it. */
import { describe, expect, it } from 'vitest';
import { parseMailSender } from '../../lib/domain/mail-sender.ts';

describe('the sender of a stage', () => {
  it.each([
    ['tickets@example.org', { email: 'tickets@example.org' }],
    ['<tickets@example.org>', { email: 'tickets@example.org' }],
    ['Holdfast <tickets@example.org>', { name: 'Holdfast', email: 'tickets@example.org' }],
    ['  "City, Orchestra"   <Tickets@Example.ORG> ', { name: 'City, Orchestra', email: 'tickets@example.org' }],
    ['Łódź Bilety <tickets@münchen.example>', { name: 'Łódź Bilety', email: 'tickets@xn--mnchen-3ya.example' }],
  ])('is read from %j', (text, sender) => {
    expect(parseMailSender(text)).toEqual(sender);
  });

  it.each([
    '',
    'Holdfast',
    'Holdfast <>',
    'Holdfast <tickets>',
    'a@example.org, b@example.org',
    'Holdfast <a@example.org> <b@example.org>',
    'Holdfast\r\nBcc: b@example.org <a@example.org>',
    'Holdfast <a@example.org>\n',
    `Holdfast <${'a'.repeat(65)}@example.org>`,
  ])('is refused if it is not one address: %j', text => {
    expect(parseMailSender(text)).toEqual({ fault: expect.any(String) });
  });
});
