/** Texts of the tickets on a screen. */
export interface TicketsMessages {
  heading: string;
  /** Names the list, which scrolls sideways. */
  list: string;
  previous: string;
  next: string;
  code(ticket: string): string;
  status: Readonly<Record<'valid' | 'redeemed' | 'void', string>>;
  redeemed: string;
  void: string;
  noCode: string;
  awake: string;
  asOf(time: string): string;
  offlineCode: string;
  notKept: string;
  /** Above the list of bookings, where the service does not answer. */
  onlyKept: string;
  reissue: {
    start: string;
    heading: string;
    text: string;
    confirm: string;
    keep: string;
    done: string;
    redeemed: string;
    tooMany: string;
  };
}
