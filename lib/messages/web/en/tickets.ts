/** Tickets in English. */
import type { TicketsMessages } from '../tickets.ts';

export const TICKETS: TicketsMessages = {
  heading: 'Your tickets',
  list: 'Tickets, one beside the other',
  previous: 'Previous ticket',
  next: 'Next ticket',
  code: ticket => `QR code of ${ticket}`,
  status: { valid: 'Valid', redeemed: 'Used', void: 'Void' },
  redeemed: 'This ticket was used at the door.',
  void: 'This ticket is void. It admits nobody.',
  noCode: 'This ticket has no code now.',
  awake: 'The screen stays on while you look at a ticket.',
  asOf: time => `There is no connection just now. Your tickets are shown as of ${time}.`,
  offlineCode: 'The codes work at the door also without a connection.',
  notKept: 'This booking was not opened on this device before, so it cannot be shown without a connection.',
  onlyKept: 'There is no connection just now. These are the bookings that you have opened on this device before.',
  reissue: {
    start: 'Get a new code',
    heading: 'Get a new code for this ticket?',
    text: 'Do this if you have lost your phone, or somebody else has your code. The old code is void at once: also on paper, in mails, and in PDF files.',
    confirm: 'Make the old code void',
    keep: 'Keep the code',
    done: 'The ticket has a new code. The old one is void.',
    redeemed: 'This ticket was used at the door, so it gets no new code.',
    tooMany: 'This booking has had too many new codes. Please write to the organizer.',
  },
};
