/** Paying in German. */
import type { PayMessages } from '../pay.ts';

export const PAY: PayMessages = {
  heading: 'Bezahlen',
  simulated: {
    note: 'Dies ist ein Test: Es wird nichts berechnet. Geben Sie keine echte Karte ein, sie würde abgelehnt.',
    numbers: 'Testkarten. Tippen Sie auf eine, um das Formular auszufüllen.',
    use: number => `Karte ${number} eintragen`,
    results: {
      ok: 'wird angenommen',
      declined: 'wird abgelehnt',
      lostOk: 'bekommt zuerst keine Antwort, wird dann angenommen',
      lostDeclined: 'bekommt zuerst keine Antwort, wird dann abgelehnt',
      slow: 'wird nach zwei Sekunden angenommen',
    },
  },
  card: {
    number: 'Kartennummer',
    expiry: 'Gültig bis',
    expiryHint: 'Monat und Jahr, zum Beispiel 12/30',
    code: 'Prüfziffer',
    name: 'Name auf der Karte',
  },
  faults: {
    number: 'Das ist keine Kartennummer. Bitte prüfen Sie die Ziffern.',
    notTest: 'Hier gelten nur die Testkarten oben.',
    expiry: 'Schreiben Sie Monat und Jahr, zum Beispiel 12/30, einer noch gültigen Karte.',
    code: 'Die Prüfziffer hat 3 oder 4 Stellen.',
    name: 'Bitte schreiben Sie den Namen auf der Karte.',
  },
  pay: amount => `${amount} bezahlen`,
  bookFree: 'Jetzt buchen',
  free: 'Diese Plätze sind kostenlos.',
  working: 'Ihre Zahlung läuft. Bitte lassen Sie diese Seite offen.',
  pending:
    'Ihre Bank hat noch nicht entschieden. Wir fragen weiter. Bekommt vorher jemand anderes Ihre Plätze, zahlen Sie nichts.',
  pendingHint:
    'Sie können diese Seite schließen oder neu laden: Die Zahlung läuft weiter, und die Buchung erscheint unter „Meine Buchungen“.',
  declined:
    'Die Zahlung wurde abgelehnt. Es wurde nichts berechnet, und Ihre Plätze sind weiter reserviert: Nehmen Sie eine andere Karte.',
  late: 'Ihre Zahlung kam, als die Zeit um war, und jemand anderes hat diese Plätze. Es wird nichts berechnet: Erscheint der Betrag auf Ihrem Konto, kommt er zurück.',
  elsewhere:
    'Eine Zahlung für diese Plätze läuft schon, vielleicht in einem anderen Tab. Wir warten darauf. Schlägt sie fehl, können Sie hier bezahlen.',
  none: 'Dieser Dienst nimmt keine Zahlungen an. Die Plätze lassen sich hier also nicht buchen.',
  stripeFailed:
    'Das Formular zum Bezahlen wurde nicht geladen. Prüfen Sie die Verbindung, und versuchen Sie es erneut.',
  stripeDecline: 'Diese Karte ließ sich nicht verwenden. Nehmen Sie eine andere.',
  takesLong: 'Das dauert länger als üblich. Es wird nicht zweimal berechnet.',
};
