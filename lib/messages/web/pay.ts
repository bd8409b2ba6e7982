/** Texts of paying. */
export interface PayMessages {
  heading: string;
  simulated: {
    note: string;
    numbers: string;
    use(number: string): string;
    results: Readonly<Record<'ok' | 'declined' | 'lostOk' | 'lostDeclined' | 'slow', string>>;
  };
  card: { number: string; expiry: string; expiryHint: string; code: string; name: string };
  faults: { number: string; notTest: string; expiry: string; code: string; name: string };
  pay(amount: string): string;
  bookFree: string;
  free: string;
  working: string;
  /** The gateway has not decided yet. */
  pending: string;
  pendingHint: string;
  declined: string;
  late: string;
  elsewhere: string;
  none: string;
  stripeFailed: string;
  stripeDecline: string;
  takesLong: string;
}
