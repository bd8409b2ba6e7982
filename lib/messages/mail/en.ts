/** The texts of mails in English. */
import type { MailMessages } from '../messages.ts';

const refund = (amount: string): string =>
  `${amount} goes back to the payment method that you used. Banks need up to ten days for it.`;

export const MAIL: MailMessages = {
  greeting: name => (name === undefined ? 'Hello,' : `Hello ${name},`),
  before: 'Before:',
  reason: 'Reason:',
  receipt: 'The receipt is attached as a PDF.',
  link: 'If the button does not work, open this address:',
  whyBooking: 'You receive this mail because you have a booking for this event.',
  whyAccount: 'You receive this mail because it is about your account.',
  whyRequested: 'You receive this mail because somebody entered this address.',
  kinds: {
    'booking-confirmed': {
      subject: (reference, title) => `Booking ${reference} is confirmed: ${title}`,
      heading: 'Your booking is confirmed',
      intro: 'Thank you for your booking.',
      attached:
        'Your tickets are attached as a PDF, and the event as a calendar file. Each ticket has its own code and admits one person. Show it on your phone or on paper.',
      cancellable: until => `You can cancel until ${until}.`,
    },
    'booking-places-cancelled': {
      subject: (reference, title) => `Places of booking ${reference} are cancelled: ${title}`,
      heading: 'A part of your booking is cancelled',
      byCustomer: 'You have cancelled a part of your booking.',
      byOrganizer: 'The organizer has cancelled a part of your booking.',
      bySystem: 'A part of your booking was cancelled, because its payment has failed.',
      refund,
      rest: 'Your other tickets stay valid.',
      attached: 'The attached PDF has the tickets that you still have.',
    },
    'booking-cancelled': {
      subject: (reference, title) => `Booking ${reference} is cancelled: ${title}`,
      heading: 'Your booking is cancelled',
      byCustomer: 'You have cancelled your booking. Its tickets are no longer valid.',
      byOrganizer: 'The organizer has cancelled your booking. Its tickets are no longer valid.',
      bySystem:
        'Your booking was cancelled, because its payment has failed. Its tickets are not valid, and you do not pay for them.',
      refund,
    },
    'event-cancelled': {
      subject: (reference, title) => `Cancelled: ${title} (booking ${reference})`,
      heading: 'The event is cancelled',
      intro: title => `Unfortunately, “${title}” does not take place. Your booking has ended with it.`,
      refund: amount => `You need not do anything: ${refund(amount)}`,
      noRefund: 'You need not do anything.',
    },
    'event-changed': {
      subject: title => `Changed: ${title}`,
      heading: 'Your event has changed',
      intro: changes => `The organizer has changed ${listed(changes)}.`,
      valid: 'Your tickets stay valid, also those that you have printed.',
    },
    'organizer-message': {
      heading: organizer => (organizer === undefined ? 'A message from the organizer' : `A message from ${organizer}`),
      about: 'This message is about your booking:',
    },
    'verify-email': {
      subject: 'Confirm your e-mail address',
      heading: 'Confirm your e-mail address',
      intro: 'Please confirm that this address is yours.',
      button: 'Confirm this address',
      valid,
      ignore: 'If you have not opened an account, ignore this mail. Nothing happens then.',
    },
    'reset-password': {
      subject: 'Set a new password',
      heading: 'Set a new password',
      intro: 'Somebody has asked for a new password of your account. All other sessions end when you set one.',
      button: 'Set a new password',
      valid: minutes => `${valid(minutes)} It works once.`,
      ignore: 'If you have not asked for it, ignore this mail. Your password stays as it is.',
    },
    'change-email': {
      subject: 'Confirm your new e-mail address',
      heading: 'Confirm your new e-mail address',
      intro: 'Please confirm that your account gets this address. Until then it keeps the address that it has.',
      button: 'Use this address',
      valid,
      ignore: 'If you have not asked for it, ignore this mail. Nothing happens then.',
    },
    'email-changed': {
      subject: 'Your account has another e-mail address now',
      heading: 'Your account has another e-mail address now',
      intro: 'The address of your account was changed, and this mailbox gets no more mail about it.',
      ignore: 'If you have not changed it, answer this mail at once.',
    },
    'guest-link': {
      subject: 'Continue your booking',
      heading: 'Continue your booking',
      intro: 'With this link you can book without an account.',
      button: 'Continue',
      valid: minutes => `${valid(minutes)} It works once.`,
      ignore: 'If you have not asked for it, ignore this mail. Nothing happens then.',
      hasAccount: {
        heading: 'You have an account',
        intro: 'Somebody wants to book with this address, and it belongs to your account.',
        next: 'To book, sign in with your password. If you have forgotten it, ask for a new one.',
      },
    },
    invitation: {
      subject: organization => `Invitation to ${organization ?? 'an organization'}`,
      heading: 'You are invited',
      intro: (organization, role) =>
        `You are invited to work with ${organization ?? 'an organization'}. Your role: ${role}.`,
      next: 'Sign in with an account of this address to accept the invitation, or open one.',
      button: 'See the invitation',
      validUntil: time => `The invitation is open until ${time}.`,
      ignore: 'If you do not want it, ignore this mail.',
    },
  },
};

function valid(minutes: number): string {
  return `The link is valid for ${minutes} minutes.`;
}

/** `a, b and c`. */
function listed(names: string[]): string {
  return new Intl.ListFormat('en-GB').format(names);
}
