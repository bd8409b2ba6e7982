/** The pages about accounts in German. */
import type { AccountMessages } from '../account.ts';

export const ACCOUNT: AccountMessages = {
  fields: {
    email: 'E-Mail-Adresse',
    password: 'Passwort',
    name: 'Ihr Name',
    language: 'Sprache',
    languageHint: 'Unsere Mails an Sie sind in dieser Sprache.',
    currentPassword: 'Bisheriges Passwort',
    newPassword: 'Neues Passwort',
    passwordHint: 'Mindestens 12 Zeichen. Mehrere Wörter kann man sich leicht merken.',
    newEmail: 'Neue E-Mail-Adresse',
    missing: 'Bitte füllen Sie dieses Feld aus.',
    wrongEmail: 'Bitte geben Sie eine ganze Adresse ein, zum Beispiel anna@example.org.',
    wrongName: 'Bitte geben Sie einen Namen mit Buchstaben und höchstens 100 Zeichen ein.',
    wrongPassword: 'Das Passwort ist falsch.',
    weakLength: 'Das Passwort braucht 12 bis 128 Zeichen.',
    weakCommon: 'Dieses Passwort ist weit verbreitet und wird zuerst probiert. Wählen Sie ein anderes.',
  },
  signIn: {
    heading: 'Anmelden',
    submit: 'Anmelden',
    register: 'Konto eröffnen',
    reset: 'Passwort vergessen?',
  },
  guest: {
    heading: 'Als Gast fortfahren',
    text: 'Wir senden Ihnen einen Link. Er bringt Sie ohne Passwort zurück zu Ihren Plätzen.',
    submit: 'Link senden',
    sent: email =>
      `Wir haben eine Mail an ${email} gesendet. Öffnen Sie den Link darin auf diesem Gerät, um fortzufahren.`,
  },
  register: {
    heading: 'Konto eröffnen',
    submit: 'Konto eröffnen',
    signIn: 'Ich habe schon ein Konto',
    takenNext: 'Zu dieser Adresse gibt es schon ein Konto. Melden Sie sich an oder setzen Sie das Passwort zurück.',
  },
  reset: {
    heading: 'Passwort zurücksetzen',
    text: 'Wir senden Ihnen einen Link, mit dem Sie ein neues Passwort festlegen können.',
    submit: 'Link senden',
    sent: email =>
      `Wenn es ein Konto zu ${email} gibt, ist eine Mail mit einem Link unterwegs. Das kann eine Minute dauern. Sehen Sie auch im Spam-Ordner nach.`,
    back: 'Zurück zur Anmeldung',
  },
  page: {
    heading: 'Ihr Konto',
    profile: 'Profil',
    save: 'Speichern',
    saved: 'Ihr Profil ist gespeichert.',
    signedInAs: email => `Sie sind angemeldet als ${email}.`,
    guest: 'Sie sind als Gast hier. Legen Sie ein Passwort fest, um Ihre Buchungen in einem Konto zu behalten.',
    setPassword: 'Link zum Festlegen eines Passworts senden',
    verified: 'Ihre E-Mail-Adresse ist bestätigt.',
    notVerified:
      'Ihre E-Mail-Adresse ist noch nicht bestätigt. Der Link ist in der Mail, die wir Ihnen gesendet haben.',
    sendMail: 'Mail noch einmal senden',
    mailSent: email => `Wir haben eine Mail an ${email} gesendet. Öffnen Sie den Link darin.`,
    changePassword: 'Passwort ändern',
    passwordChanged: 'Ihr Passwort ist geändert. Andere Geräte sind abgemeldet.',
    changeEmail: 'E-Mail-Adresse ändern',
    changeEmailText: 'Wir senden einen Link an die neue Adresse. Die Adresse ändert sich, wenn Sie ihn öffnen.',
    data: 'Ihre Daten',
    export: 'Meine Daten als Datei speichern',
    exportText: 'Die Datei enthält Ihr Profil, Sitzungen, gehaltene Plätze, Buchungen und Zahlungen.',
    exportFile: 'holdfast-konto.json',
    signOut: 'Abmelden',
    delete: 'Konto löschen',
    deleteText:
      'Ihr Name und Ihre Adresse werden entfernt, und Sie können sich nicht mehr anmelden. Buchungen bleiben gültig.',
    deleteConfirm: 'Mein Konto endgültig löschen',
    deleteGuest: 'Legen Sie zuerst ein Passwort fest. Damit können Sie das Konto löschen.',
    keep: 'Konto behalten',
  },
  legal: {
    terms: { heading: 'AGB', text: 'Die Bedingungen, zu denen dieser Dienst Tickets verkauft.' },
    privacy: { heading: 'Datenschutz', text: 'Wie dieser Dienst mit Ihren Daten umgeht.' },
    legalNotice: { heading: 'Impressum', text: 'Der Betreiber dieses Dienstes und wie Sie ihn erreichen.' },
    open: 'Seite des Betreibers öffnen',
    missing:
      'Der Betreiber dieses Dienstes hat diese Seite noch nicht hinterlegt. Bitte fragen Sie den Betreiber oder den Veranstalter.',
  },
};
