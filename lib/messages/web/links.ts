/** Texts of the page that opens the links of mails. */
import type { LinkPurpose } from '../../domain/links.ts';

interface PurposeTexts {
  title: string;
  /** Says before the click what the button does. */
  lead: string;
  button: string;
  /** Of a visitor who is signed in already. */
  buttonSignedIn: string;
  /** Shown after success; absent where the page shows a result instead. */
  done?: string;
}

export interface LinksMessages {
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
