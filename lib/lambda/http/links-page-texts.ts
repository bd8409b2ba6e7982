/** The texts of the page that opens the links of mails, in each language. The type makes every language complete. */
import type { Language } from '../../domain/languages.ts';
import type { LinkPurpose } from '../../domain/links.ts';

interface PurposeTexts {
  title: string;
  /** Says before the click what the button does. */
  lead: string;
  button: string;
  /** Shown after success; absent where the page shows a result instead. */
  done?: string;
}

export interface LinksPageTexts {
  /** Of times and amounts, as in mails. */
  locale: string;
  purposes: Readonly<Record<LinkPurpose, PurposeTexts>>;
  email: string;
  password: string;
  newPassword: string;
  newPasswordHint: string;
  /** Of a page without a link, or with one that no mail has. */
  noLink: string;
  working: string;
  offline: string;
  signedInAs: string;
  bookings: string;
  noBookings: string;
  reference: string;
  places: string;
  row: string;
  seat: string;
  total: string;
  refund: string;
  pdf: string;
  ics: string;
  receipt: string;
  receiptMaking: string;
  making: string;
  noTickets: string;
  withheld: string;
  cancelled: string;
  /** By the code of a problem, or by the code and its reason. A problem that is missing shows its own title. */
  problems: Readonly<Record<string, string>>;
}

export const LINKS_PAGE_TEXTS: Readonly<Record<Language, LinksPageTexts>> = {
  en: {
    locale: 'en-GB',
    purposes: {
      verify: {
        title: 'Confirm your address',
        lead: 'Sign in to the account that this mail was sent to. Your address is confirmed then.',
        button: 'Sign in and confirm',
        done: 'Your address is confirmed. You can close this page.',
      },
      reset: {
        title: 'Set a new password',
        lead: 'The new password ends all sessions of your account.',
        button: 'Set the password',
        done: 'Your password is set. Sign in with it.',
      },
      change: {
        title: 'Use this address',
        lead: 'Sign in to your account, with the address that it has now. It then gets the address that this mail was sent to.',
        button: 'Sign in and change the address',
        done: 'Your account has its new address. Sign in with it from now on.',
      },
      guest: {
        title: 'Continue as a guest',
        lead: 'You sign in without a password. The link works once.',
        button: 'Continue',
      },
      invitation: {
        title: 'Accept an invitation',
        lead: 'Sign in to the account that has the invited address. You become a member of the organization then. If you have no account yet, open one with this address first.',
        button: 'Sign in and accept',
        done: 'You are a member now. You can close this page.',
      },
      booking: {
        title: 'Your booking',
        lead: 'The page shows your booking and its tickets to everyone who has this link. Do not pass it on.',
        button: 'Show the booking',
      },
    },
    email: 'E-mail address',
    password: 'Password',
    newPassword: 'New password',
    newPasswordHint: 'At least 12 characters.',
    noLink:
      'This page opens the links of our mails. Open it by the link in a mail, and check that the whole link was copied.',
    working: 'One moment …',
    offline: 'The service did not answer. Check your connection and try again.',
    signedInAs: 'Signed in as',
    bookings: 'Your bookings',
    noBookings: 'You have no bookings yet.',
    reference: 'Booking',
    places: 'Places',
    row: 'Row',
    seat: 'Seat',
    total: 'Total',
    refund: 'Refund',
    pdf: 'Tickets (PDF)',
    ics: 'Calendar file',
    receipt: 'Receipt (PDF)',
    receiptMaking: 'The receipt is being made. Show the booking again in a few seconds.',
    making: 'Your tickets are being made. Show the booking again in a few seconds.',
    noTickets: 'No ticket of this booking is valid.',
    withheld: 'A ticket got a new code after this mail. Sign in to get the tickets.',
    cancelled: 'cancelled',
    problems: {
      'invalid-link malformed': 'The link is incomplete. Copy the whole link from the mail.',
      'invalid-link foreign':
        'The link is not one of this service, or not valid any more. Open it from the newest mail, or request another one.',
      'invalid-link expired': 'The link has expired. Request another mail.',
      'invalid-link outdated': 'The link is not valid any more, because the account has changed. Request another mail.',
      'link-used': 'The link was used before. Sign in, or request another mail.',
      'link-of-other-account': 'The link is for another account. Sign in with the account that the mail was sent to.',
      'bad-credentials': 'The address or the password is wrong. Check both, or request a mail to set a new password.',
      'weak-password length': 'The password needs 12 to 128 characters.',
      'weak-password common': 'This password is commonly used, so others try it first. Choose another one.',
      'email-taken': 'Another account has this address. Sign in with its password, or request a mail to reset it.',
      'invitation-not-found': 'The invitation is not valid any more. Ask for another one.',
      'invitation-not-yours': 'The invitation is for another address. Sign in with the account that has it.',
      'already-member': 'You are a member already.',
      'booking-not-found': 'There is no such booking any more. If you need help, answer the mail.',
      'rate-limited': 'Too many attempts. Wait some minutes and try again.',
    },
  },
  de: {
    locale: 'de-DE',
    purposes: {
      verify: {
        title: 'Adresse bestätigen',
        lead: 'Melden Sie sich bei dem Konto an, an das diese Mail ging. Ihre Adresse ist dann bestätigt.',
        button: 'Anmelden und bestätigen',
        done: 'Ihre Adresse ist bestätigt. Sie können diese Seite schließen.',
      },
      reset: {
        title: 'Neues Passwort festlegen',
        lead: 'Das neue Passwort beendet alle Sitzungen Ihres Kontos.',
        button: 'Passwort festlegen',
        done: 'Ihr Passwort ist festgelegt. Melden Sie sich damit an.',
      },
      change: {
        title: 'Diese Adresse verwenden',
        lead: 'Melden Sie sich mit der Adresse an, die Ihr Konto jetzt hat. Es bekommt dann die Adresse, an die diese Mail ging.',
        button: 'Anmelden und Adresse ändern',
        done: 'Ihr Konto hat die neue Adresse. Melden Sie sich künftig mit ihr an.',
      },
      guest: {
        title: 'Als Gast fortfahren',
        lead: 'Sie melden sich ohne Passwort an. Der Link funktioniert einmal.',
        button: 'Fortfahren',
      },
      invitation: {
        title: 'Einladung annehmen',
        lead: 'Melden Sie sich bei dem Konto an, das die eingeladene Adresse hat. Sie werden dann Mitglied der Organisation. Wenn Sie noch kein Konto haben, eröffnen Sie zuerst eines mit dieser Adresse.',
        button: 'Anmelden und annehmen',
        done: 'Sie sind jetzt Mitglied. Sie können diese Seite schließen.',
      },
      booking: {
        title: 'Ihre Buchung',
        lead: 'Die Seite zeigt Ihre Buchung und ihre Tickets allen, die diesen Link haben. Geben Sie ihn nicht weiter.',
        button: 'Buchung anzeigen',
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
  },
};
