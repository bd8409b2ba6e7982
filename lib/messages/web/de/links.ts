/** The page of the links of mails in German. */
import type { LinksMessages } from '../links.ts';

export const LINKS: LinksMessages = {
  purposes: {
    verify: {
      title: 'Adresse bestätigen',
      lead: 'Melden Sie sich bei dem Konto an, an das diese Mail ging. Ihre Adresse ist dann bestätigt.',
      button: 'Anmelden und bestätigen',
      buttonSignedIn: 'Adresse bestätigen',
      done: 'Ihre Adresse ist bestätigt. Sie können diese Seite schließen.',
    },
    reset: {
      title: 'Neues Passwort festlegen',
      lead: 'Das neue Passwort beendet alle Sitzungen Ihres Kontos.',
      button: 'Passwort festlegen',
      buttonSignedIn: 'Passwort festlegen',
      done: 'Ihr Passwort ist festgelegt. Melden Sie sich damit an.',
    },
    change: {
      title: 'Diese Adresse verwenden',
      lead: 'Melden Sie sich mit der Adresse an, die Ihr Konto jetzt hat. Es bekommt dann die Adresse, an die diese Mail ging.',
      button: 'Anmelden und Adresse ändern',
      buttonSignedIn: 'Adresse ändern',
      done: 'Ihr Konto hat die neue Adresse. Melden Sie sich künftig mit ihr an.',
    },
    guest: {
      title: 'Als Gast fortfahren',
      lead: 'Sie melden sich ohne Passwort an. Der Link funktioniert einmal.',
      button: 'Fortfahren',
      buttonSignedIn: 'Fortfahren',
    },
    invitation: {
      title: 'Einladung annehmen',
      lead: 'Melden Sie sich bei dem Konto an, das die eingeladene Adresse hat. Sie werden dann Mitglied der Organisation. Wenn Sie noch kein Konto haben, eröffnen Sie zuerst eines mit dieser Adresse.',
      button: 'Anmelden und annehmen',
      buttonSignedIn: 'Annehmen',
      done: 'Sie sind jetzt Mitglied. Sie können diese Seite schließen.',
    },
    booking: {
      title: 'Ihre Buchung',
      lead: 'Die Seite zeigt Ihre Buchung und ihre Tickets allen, die diesen Link haben. Geben Sie ihn nicht weiter.',
      button: 'Buchung anzeigen',
      buttonSignedIn: 'Buchung anzeigen',
    },
  },
  email: 'E-Mail-Adresse',
  password: 'Passwort',
  newPassword: 'Neues Passwort',
  newPasswordHint: 'Mindestens 12 Zeichen.',
  noLink:
    'Diese Seite öffnet die Links unserer Mails. Öffnen Sie sie über den Link in einer Mail und prüfen Sie, ob der ganze Link kopiert wurde.',
  working: 'Einen Moment …',
  offline: 'Der Dienst hat nicht geantwortet. Prüfen Sie die Verbindung und versuchen Sie es noch einmal.',
  signedInAs: 'Angemeldet als',
  bookings: 'Ihre Buchungen',
  noBookings: 'Sie haben noch keine Buchungen.',
  reference: 'Buchung',
  places: 'Plätze',
  row: 'Reihe',
  seat: 'Platz',
  total: 'Summe',
  refund: 'Erstattung',
  pdf: 'Tickets (PDF)',
  ics: 'Kalenderdatei',
  receipt: 'Quittung (PDF)',
  receiptMaking: 'Die Quittung wird gerade erstellt. Zeigen Sie die Buchung in einigen Sekunden noch einmal an.',
  making: 'Ihre Tickets werden gerade erstellt. Zeigen Sie die Buchung in einigen Sekunden noch einmal an.',
  noTickets: 'Kein Ticket dieser Buchung ist gültig.',
  withheld: 'Ein Ticket bekam nach dieser Mail einen neuen Code. Melden Sie sich an, um die Tickets zu bekommen.',
  cancelled: 'storniert',
  problems: {
    'invalid-link malformed': 'Der Link ist unvollständig. Kopieren Sie den ganzen Link aus der Mail.',
    'invalid-link foreign':
      'Der Link gehört nicht zu diesem Dienst oder gilt nicht mehr. Öffnen Sie ihn aus der neuesten Mail oder fordern Sie eine neue an.',
    'invalid-link expired': 'Der Link ist abgelaufen. Fordern Sie eine neue Mail an.',
    'invalid-link outdated':
      'Der Link gilt nicht mehr, weil sich das Konto geändert hat. Fordern Sie eine neue Mail an.',
    'link-used': 'Der Link wurde schon verwendet. Melden Sie sich an oder fordern Sie eine neue Mail an.',
    'link-of-other-account':
      'Der Link gehört zu einem anderen Konto. Melden Sie sich bei dem Konto an, an das die Mail ging.',
    'bad-credentials':
      'Adresse oder Passwort ist falsch. Prüfen Sie beides oder fordern Sie eine Mail für ein neues Passwort an.',
    'weak-password length': 'Das Passwort braucht 12 bis 128 Zeichen.',
    'weak-password common': 'Dieses Passwort ist weit verbreitet und wird zuerst probiert. Wählen Sie ein anderes.',
    'email-taken':
      'Ein anderes Konto hat diese Adresse. Melden Sie sich mit dessen Passwort an oder setzen Sie es zurück.',
    'invitation-not-found': 'Die Einladung gilt nicht mehr. Bitten Sie um eine neue.',
    'invitation-not-yours': 'Die Einladung ist für eine andere Adresse. Melden Sie sich mit deren Konto an.',
    'already-member': 'Sie sind schon Mitglied.',
    'booking-not-found': 'Diese Buchung gibt es nicht mehr. Wenn Sie Hilfe brauchen, antworten Sie auf die Mail.',
    'rate-limited': 'Zu viele Versuche. Warten Sie einige Minuten und versuchen Sie es dann noch einmal.',
  },
};
