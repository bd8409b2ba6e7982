/** The frame of the app in English. */
import type { AppMessages } from '../app.ts';

export const APP: AppMessages = {
  name: 'Holdfast',
  skipToContent: 'Skip to content',
  navigation: {
    label: 'Main',
    events: 'Events',
    bookings: 'My bookings',
    account: 'Account',
    race: 'Race',
    signIn: 'Sign in',
    signOut: 'Sign out',
    reference: 'API reference',
  },
  footer: {
    terms: 'Terms',
    privacy: 'Privacy',
    legalNotice: 'Legal notice',
    language: 'Language',
    languages: { en: 'English', de: 'Deutsch' },
  },
  title: page => `${page} – Holdfast`,
  loading: 'Loading',
  notFound: {
    heading: 'There is no such page',
    text: 'The address may be mistyped, or the page may have moved.',
    toEvents: 'See all events',
  },
  failure: {
    heading: 'That did not work',
    offline: 'You are offline. As soon as there is a connection, try again.',
    noAnswer: 'There was no answer. Please try again.',
    unknownOutcome:
      'There was no answer, so we do not know yet whether it worked. Try again: it will not happen twice.',
    unexpected: 'Something went wrong on our side. Please try again.',
    again: 'Try again',
    wait: seconds => (seconds === 1 ? 'You can try again in 1 second.' : `You can try again in ${seconds} seconds.`),
    requestId: id => `Number of this request, if you write to us: ${id}`,
  },
  offline: 'You are offline. What you see may be out of date.',
  session: {
    expired: 'Your session has ended. Sign in again to go on: nothing is lost.',
    signInAgain: 'Sign in again',
  },
  dialog: { close: 'Close' },
  money: { free: 'free', from: amount => `from ${amount}` },
  localTime: time => `${time} where you are`,
  field: { required: 'required', optional: 'optional', showPassword: 'Show password', hidePassword: 'Hide password' },
};
