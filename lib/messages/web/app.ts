/** Texts of the frame of the app: navigation, states that every page has, and parts that pages share. */
export interface AppMessages {
  name: string;
  skipToContent: string;
  navigation: {
    label: string;
    events: string;
    bookings: string;
    account: string;
    race: string;
    signIn: string;
    signOut: string;
    reference: string;
  };
  footer: {
    terms: string;
    privacy: string;
    legalNotice: string;
    language: string;
    /** The names of languages in themselves. */
    languages: Readonly<Record<'en' | 'de', string>>;
  };
  /** The title of a page in the window. */
  title(page: string): string;
  loading: string;
  notFound: { heading: string; text: string; toEvents: string };
  failure: {
    heading: string;
    offline: string;
    /** The service did not answer. */
    noAnswer: string;
    /** The outcome of a change is not known. Repeating it has one effect. */
    unknownOutcome: string;
    unexpected: string;
    again: string;
    wait(seconds: number): string;
    requestId(id: string): string;
  };
  offline: string;
  session: {
    expired: string;
    signInAgain: string;
  };
  dialog: { close: string };
  money: { free: string; from(amount: string): string };
  /** The time where the viewer is, beside that of the event. */
  localTime(time: string): string;
  field: { required: string; optional: string; showPassword: string; hidePassword: string };
}
