/** Texts of the pages about accounts, and of the pages that the footer leads to. */
export interface AccountMessages {
  fields: {
    email: string;
    password: string;
    name: string;
    language: string;
    languageHint: string;
    currentPassword: string;
    newPassword: string;
    passwordHint: string;
    newEmail: string;
    missing: string;
    wrongEmail: string;
    wrongName: string;
    wrongPassword: string;
    weakLength: string;
    weakCommon: string;
  };
  signIn: { heading: string; submit: string; register: string; reset: string };
  guest: { heading: string; text: string; submit: string; sent(email: string): string };
  register: { heading: string; submit: string; signIn: string; takenNext: string };
  reset: { heading: string; text: string; submit: string; sent(email: string): string; back: string };
  page: {
    heading: string;
    profile: string;
    save: string;
    saved: string;
    signedInAs(email: string): string;
    guest: string;
    setPassword: string;
    verified: string;
    notVerified: string;
    sendMail: string;
    mailSent(email: string): string;
    changePassword: string;
    passwordChanged: string;
    changeEmail: string;
    changeEmailText: string;
    data: string;
    export: string;
    exportText: string;
    exportFile: string;
    signOut: string;
    delete: string;
    deleteText: string;
    deleteConfirm: string;
    deleteGuest: string;
    keep: string;
  };
  legal: {
    terms: LegalTexts;
    privacy: LegalTexts;
    legalNotice: LegalTexts;
    open: string;
    missing: string;
  };
}

interface LegalTexts {
  heading: string;
  text: string;
}
