/** The messages in German. */
import type { Messages } from './messages.ts';

const refund = (amount: string): string =>
  `${amount} gehen auf das Zahlungsmittel zurück, mit dem Sie bezahlt haben. Banken brauchen dafür bis zu zehn Tage.`;

export const DE: Messages = {
  event: {
    title: 'Titel',
    when: 'Wann',
    until: 'Bis',
    doors: 'Einlass ab',
    venue: 'Wo',
    departure: 'Abfahrt',
    arrival: 'Ankunft',
    boarding: 'Einstieg ab',
    route: 'Strecke',
    service: 'Verbindung',
    facts: {
      title: 'der Titel',
      startsAt: 'der Beginn',
      endsAt: 'das Ende',
      timeZone: 'die Zeitzone',
      doorsAt: 'der Einlass',
      venue: 'der Ort',
      route: 'die Strecke',
    },
  },
  place: {
    row: name => `Reihe\u00a0${name}`,
    seat: name => `Platz\u00a0${name}`,
    quantity: count => `${count} ×`,
    cancelled: 'storniert',
  },
  booking: {
    reference: 'Buchungsnummer',
    places: 'Ihre Plätze',
    cancelledPlaces: 'Stornierte Plätze',
    remainingPlaces: 'Ihre übrigen Plätze',
    total: 'Summe',
    refund: 'Erstattung',
    discount: code => `Rabatt (${code})`,
    fees: 'Gebühren',
    feesKept: amount => `Nicht erstattbar, verbleibt beim Veranstalter: ${amount}`,
    remainingTotal: 'Verbleibende Summe',
    tax: rate => `Enthält ${rate} MwSt.`,
    free: 'Kostenlos',
    show: 'Meine Buchung zeigen',
  },
  ticket: {
    heading: 'Eintrittskarte',
    numbered: (number, count) => `Karte ${number} von ${count}`,
    holder: 'Name',
    section: 'Bereich',
    row: 'Reihe',
    seat: 'Platz',
    area: 'Bereich',
    gate: 'Eingang',
    type: 'Tarif',
    price: 'Preis',
    discount: amount => `Rabatt: ${amount}`,
    organizer: 'Veranstalter',
    document: (title, reference) => `Karten ${reference}: ${title}`,
    code: reference => `QR-Code dieser Karte der Buchung ${reference} für den Scanner am Einlass`,
    admits:
      'Diese Karte gilt für eine Person: die erste, die ihren Code zeigt, auf Papier oder auf dem Telefon. Geben Sie den Code nicht weiter.',
  },
  receipt: {
    heading: 'Quittung',
    document: (title, reference) => `Quittung ${reference}: ${title}`,
    taxNumber: number => `Steuernummer: ${number}`,
    date: 'Datum',
    event: 'Veranstaltung',
    description: 'Bezeichnung',
    quantity: 'Anzahl',
    price: 'Preis',
    tax: 'MwSt.',
    amount: 'Betrag',
    taxes: 'In der Summe enthaltene MwSt.',
    rate: 'Satz',
    net: 'Netto',
    gross: 'Brutto',
    payment: 'Zahlungsart',
    returns: 'Stornierungen',
    returned: (date, places) =>
      places === 0
        ? `Gebühren erstattet am ${date}`
        : `Erstattet am ${date}: ${places} ${places === 1 ? 'Platz' : 'Plätze'}`,
    kept: 'Verbleibende Summe',
    keptTaxes: 'In der verbleibenden Summe enthaltene MwSt.',
    feesKept: 'Nicht erstattete Gebühren',
    feesKeptTaxes: 'In den nicht erstatteten Gebühren enthaltene MwSt.',
    page: (number, count) => `Seite ${number} von ${count}`,
  },
  roles: {
    owner: 'Inhaber',
    editor: 'Bearbeitung',
    'box-office': 'Kasse',
    finance: 'Finanzen',
    'door-staff': 'Einlass',
    supervisor: 'Einlassleitung',
  },
  mail: {
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
  },
};

function valid(minutes: number): string {
  return `Der Link gilt ${minutes} Minuten.`;
}

/** `a, b und c`. */
function listed(names: string[]): string {
  return new Intl.ListFormat('de-DE').format(names);
}
