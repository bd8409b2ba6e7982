/** Texts of the page of held places. */
export interface HoldMessages {
  heading: string;
  /** Whole minutes and the seconds of the last one. */
  left(minutes: number, seconds: number): string;
  leftLabel: string;
  secondsLeft(seconds: number): string;
  extend: string;
  extended(minutes: number, seconds: number): string;
  giveBack: {
    open: string;
    heading: string;
    text: string;
    confirm: string;
    keep: string;
  };
  expired: { heading: string; text: string };
  released: { heading: string; text: string };
  confirmed: { heading: string; text: string; open: string };
  chooseAgain: string;
  each(amount: string): string;
}
