/** Paying in English. */
import type { PayMessages } from '../pay.ts';

export const PAY: PayMessages = {
  heading: 'Payment',
  simulated: {
    note: 'This is a test: nothing is charged. Do not enter a real card, it would be refused.',
    numbers: 'Test cards. Press one to fill in the form.',
    use: number => `Fill in the card ${number}`,
    results: {
      ok: 'is accepted',
      declined: 'is declined',
      lostOk: 'first gets no answer, then is accepted',
      lostDeclined: 'first gets no answer, then is declined',
      slow: 'is accepted after two seconds',
    },
  },
  card: {
    number: 'Card number',
    expiry: 'Valid until',
    expiryHint: 'Month and year, such as 12/30',
    code: 'Security code',
    name: 'Name on the card',
  },
  faults: {
    number: 'This is no card number. Please check the digits.',
    notTest: 'Only the test cards above work here.',
    expiry: 'Write the month and the year, such as 12/30, of a card that is still valid.',
    code: 'The code has 3 or 4 digits.',
    name: 'Please write the name on the card.',
  },
  pay: amount => `Pay ${amount}`,
  bookFree: 'Book now',
  free: 'These places are free of charge.',
  working: 'Your payment is being made. Please keep this page open.',
  pending:
    'Your bank has not decided yet. We keep asking. Should somebody else get your places before it does, you pay nothing.',
  pendingHint: 'You can close or reload this page: the payment goes on, and the booking appears under "My bookings".',
  declined: 'The payment was declined. Nothing was charged, and your places are still held: take another card.',
  late: 'Your payment came after your time was over, and somebody else has these places. Nothing is charged: if the amount shows on your account, it is returned.',
  elsewhere:
    'A payment for these places is under way already, perhaps in another tab. We wait for it. If it fails, you can pay here.',
  none: 'This service takes no payments, so these places cannot be booked here.',
  stripeFailed: 'The payment form did not load. Check the connection, then try again.',
  stripeDecline: 'The card could not be used. Take another one.',
  takesLong: 'This takes longer than usual. It will not be charged twice.',
};
