/** The mails of mailings, which tell the holders of valid tickets of one event the same. */
import type { FactsOf } from '../domain/mail-facts.ts';
import { messagesOf } from '../messages/messages-of.ts';
import type { Letter } from './letter.ts';
import { bookingButton, bookingFacts, eventFacts } from './letter-parts.ts';

export function eventChangedLetter(facts: FactsOf<'event-changed'>): Letter {
  const { language, event, changed, before = {}, reference } = facts;
  const { event: words, mail, booking } = messagesOf(language);
  const { heading, subject, intro, valid } = mail.kinds[facts.kind];
  const titleBefore =
    before.title === undefined || before.title === event.title ? [] : [`${mail.before} ${before.title}`];
  return {
    language,
    subject: subject(event.title),
    heading,
    greeting: mail.greeting(facts.name),
    blocks: [
      { is: 'text', text: intro(changed.map(fact => words.facts[fact])) },
      {
        is: 'facts',
        title: event.title,
        facts: [
          ...titleBefore.map(before => ({ label: words.title, value: event.title, before })),
          ...eventFacts(language, event, { changed, before }),
          { label: booking.reference, value: reference },
        ],
      },
      { is: 'text', text: valid },
      bookingButton(language, facts),
    ],
    footer: mail.whyBooking,
  };
}

export function organizerMessageLetter(facts: FactsOf<'organizer-message'>): Letter {
  const { language, organizer, subject, text } = facts;
  const { mail } = messagesOf(language);
  const { heading, about } = mail.kinds[facts.kind];
  return {
    language,
    subject,
    heading: heading(organizer.name),
    greeting: mail.greeting(facts.name),
    blocks: [
      { is: 'quote', text },
      { is: 'text', text: about },
      bookingFacts(language, facts),
      bookingButton(language, facts),
    ],
    footer: mail.whyBooking,
  };
}
