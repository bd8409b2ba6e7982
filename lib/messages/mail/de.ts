/** The texts of mails in German. */
import type { MailMessages } from '../messages.ts';

const refund = (amount: string): string =>
  `${amount} gehen auf das Zahlungsmittel zurück, mit dem Sie bezahlt haben. Banken brauchen dafür bis zu zehn Tage.`;

export const MAIL: MailMessages = {
  greeting: name => (name === undefined ? 'Guten Tag,' : `Guten Tag ${name},`),
  before: 'Bisher:',
  reason: 'Grund:',
  receipt: 'Die Quittung hängt als PDF an.',
  link: 'Falls die Schaltfläche nicht funktioniert, öffnen Sie diese Adresse:',
  whyBooking: 'Sie erhalten diese Mail, weil Sie eine Buchung für diese Veranstaltung haben.',
  whyAccount: 'Sie erhalten diese Mail, weil es um Ihr Konto geht.',
  whyRequested: 'Sie erhalten diese Mail, weil jemand diese Adresse eingegeben hat.',
  kinds: {
    'booking-confirmed': {
      subject: (reference, title) => `Buchung ${reference} ist bestätigt: ${title}`,
      heading: 'Ihre Buchung ist bestätigt',
      intro: 'vielen Dank für Ihre Buchung.',
      attached:
        'Ihre Karten hängen als PDF an, der Termin als Kalenderdatei. Jede Karte hat einen eigenen Code und gilt für eine Person. Zeigen Sie sie auf dem Telefon oder auf Papier.',
      cancellable: until => `Sie können bis ${until} stornieren.`,
    },
    'booking-places-cancelled': {
      subject: (reference, title) => `Plätze der Buchung ${reference} sind storniert: ${title}`,
      heading: 'Ein Teil Ihrer Buchung ist storniert',
      byCustomer: 'Sie haben einen Teil Ihrer Buchung storniert.',
      byOrganizer: 'der Veranstalter hat einen Teil Ihrer Buchung storniert.',
      bySystem: 'ein Teil Ihrer Buchung wurde storniert, weil die Zahlung nicht gelungen ist.',
      refund,
      rest: 'Ihre anderen Karten bleiben gültig.',
      attached: 'Das angehängte PDF hat die Karten, die Sie noch haben.',
    },
    'booking-cancelled': {
      subject: (reference, title) => `Buchung ${reference} ist storniert: ${title}`,
      heading: 'Ihre Buchung ist storniert',
      byCustomer: 'Sie haben Ihre Buchung storniert. Ihre Karten sind nicht mehr gültig.',
      byOrganizer: 'der Veranstalter hat Ihre Buchung storniert. Ihre Karten sind nicht mehr gültig.',
      bySystem:
        'Ihre Buchung wurde storniert, weil die Zahlung nicht gelungen ist. Die Karten sind nicht gültig, und Sie bezahlen sie nicht.',
      refund,
    },
    'event-cancelled': {
      subject: (reference, title) => `Abgesagt: ${title} (Buchung ${reference})`,
      heading: 'Die Veranstaltung ist abgesagt',
      intro: title => `„${title}“ findet leider nicht statt. Damit ist auch Ihre Buchung beendet.`,
      refund: amount => `Sie müssen nichts tun: ${refund(amount)}`,
      noRefund: 'Sie müssen nichts tun.',
    },
    'event-changed': {
      subject: title => `Geändert: ${title}`,
      heading: 'Ihre Veranstaltung hat sich geändert',
      intro: changes => `der Veranstalter hat etwas geändert: ${listed(changes)}.`,
      valid: 'Ihre Karten bleiben gültig, auch gedruckte.',
    },
    'organizer-message': {
      heading: organizer =>
        organizer === undefined ? 'Eine Nachricht des Veranstalters' : `Eine Nachricht von ${organizer}`,
      about: 'In dieser Nachricht geht es um Ihre Buchung:',
    },
    'verify-email': {
      subject: 'Bestätigen Sie Ihre E-Mail-Adresse',
      heading: 'Bestätigen Sie Ihre E-Mail-Adresse',
      intro: 'bitte bestätigen Sie, dass diese Adresse Ihnen gehört.',
      button: 'Diese Adresse bestätigen',
      valid,
      ignore: 'Falls Sie kein Konto eröffnet haben, beachten Sie diese Mail nicht. Dann geschieht nichts.',
    },
    'reset-password': {
      subject: 'Neues Passwort setzen',
      heading: 'Neues Passwort setzen',
      intro:
        'jemand hat ein neues Passwort für Ihr Konto angefordert. Wenn Sie eines setzen, enden alle anderen Anmeldungen.',
      button: 'Neues Passwort setzen',
      valid: minutes => `${valid(minutes)} Er wirkt einmal.`,
      ignore: 'Falls Sie das nicht waren, beachten Sie diese Mail nicht. Ihr Passwort bleibt, wie es ist.',
    },
    'change-email': {
      subject: 'Bestätigen Sie Ihre neue E-Mail-Adresse',
      heading: 'Bestätigen Sie Ihre neue E-Mail-Adresse',
      intro: 'bitte bestätigen Sie, dass Ihr Konto diese Adresse erhält. Bis dahin behält es die bisherige.',
      button: 'Diese Adresse verwenden',
      valid,
      ignore: 'Falls Sie das nicht waren, beachten Sie diese Mail nicht. Dann geschieht nichts.',
    },
    'email-changed': {
      subject: 'Ihr Konto hat jetzt eine andere E-Mail-Adresse',
      heading: 'Ihr Konto hat jetzt eine andere E-Mail-Adresse',
      intro: 'die Adresse Ihres Kontos wurde geändert. Dieses Postfach erhält keine Mails mehr dazu.',
      ignore: 'Falls Sie das nicht waren, antworten Sie bitte sofort auf diese Mail.',
    },
    'guest-link': {
      subject: 'Setzen Sie Ihre Buchung fort',
      heading: 'Setzen Sie Ihre Buchung fort',
      intro: 'mit diesem Link können Sie ohne Konto buchen.',
      button: 'Weiter',
      valid: minutes => `${valid(minutes)} Er wirkt einmal.`,
      ignore: 'Falls Sie das nicht waren, beachten Sie diese Mail nicht. Dann geschieht nichts.',
      hasAccount: {
        heading: 'Sie haben ein Konto',
        intro: 'jemand möchte mit dieser Adresse buchen. Sie gehört zu Ihrem Konto.',
        next: 'Melden Sie sich zum Buchen mit Ihrem Passwort an. Falls Sie es vergessen haben, fordern Sie ein neues an.',
      },
    },
    invitation: {
      subject: organization => `Einladung zu ${organization ?? 'einer Organisation'}`,
      heading: 'Sie sind eingeladen',
      intro: (organization, role) =>
        `Sie sind zur Mitarbeit eingeladen bei ${organization ?? 'einer Organisation'}. Ihre Rolle: ${role}.`,
      next: 'Melden Sie sich zum Annehmen mit einem Konto dieser Adresse an, oder eröffnen Sie eines.',
      button: 'Einladung ansehen',
      validUntil: time => `Die Einladung gilt bis ${time}.`,
      ignore: 'Falls Sie sie nicht möchten, beachten Sie diese Mail nicht.',
    },
  },
};

function valid(minutes: number): string {
  return `Der Link gilt ${minutes} Minuten.`;
}

/** `a, b und c`. */
function listed(names: string[]): string {
  return new Intl.ListFormat('de-DE').format(names);
}
