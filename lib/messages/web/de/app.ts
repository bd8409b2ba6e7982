/** The frame of the app in German. */
import type { AppMessages } from '../app.ts';

export const APP: AppMessages = {
  name: 'Holdfast',
  skipToContent: 'Zum Inhalt springen',
  navigation: {
    label: 'Hauptmenü',
    events: 'Veranstaltungen',
    bookings: 'Buchungen',
    account: 'Konto',
    race: 'Wettlauf',
    signIn: 'Anmelden',
    signOut: 'Abmelden',
    reference: 'API-Referenz',
  },
  footer: {
    terms: 'AGB',
    privacy: 'Datenschutz',
    legalNotice: 'Impressum',
    language: 'Sprache',
    languages: { en: 'English', de: 'Deutsch' },
  },
  title: page => `${page} – Holdfast`,
  loading: 'Wird geladen',
  notFound: {
    heading: 'Diese Seite gibt es nicht',
    text: 'Vielleicht ist die Adresse falsch geschrieben, oder die Seite ist umgezogen.',
    toEvents: 'Alle Veranstaltungen zeigen',
  },
  failure: {
    heading: 'Das hat nicht geklappt',
    offline: 'Sie sind offline. Versuchen Sie es erneut, sobald Sie wieder eine Verbindung haben.',
    noAnswer: 'Es kam keine Antwort. Bitte versuchen Sie es erneut.',
    unknownOutcome:
      'Es kam keine Antwort. Wir wissen daher noch nicht, ob es geklappt hat. Versuchen Sie es erneut: Es geschieht nicht zweimal.',
    unexpected: 'Bei uns ist etwas schiefgegangen. Bitte versuchen Sie es erneut.',
    again: 'Erneut versuchen',
    wait: seconds =>
      seconds === 1
        ? 'Sie können es in 1 Sekunde erneut versuchen.'
        : `Sie können es in ${seconds} Sekunden erneut versuchen.`,
    requestId: id => `Nummer dieser Anfrage, falls Sie uns schreiben: ${id}`,
  },
  offline: 'Sie sind offline. Was Sie sehen, ist vielleicht nicht mehr aktuell.',
  session: {
    expired: 'Ihre Sitzung ist beendet. Melden Sie sich erneut an: Es geht nichts verloren.',
    signInAgain: 'Erneut anmelden',
  },
  dialog: { close: 'Schließen' },
  money: { free: 'kostenlos', from: amount => `ab ${amount}` },
  localTime: time => `${time} an Ihrem Ort`,
  field: {
    required: 'erforderlich',
    optional: 'freiwillig',
    showPassword: 'Passwort zeigen',
    hidePassword: 'Passwort verbergen',
  },
};
