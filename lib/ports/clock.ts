/** Time and chance, passed in so that tests neither wait nor guess. */
export interface Clock {
  pause(ms: number): Promise<unknown>;
  /** In [0, 1). */
  random(): number;
  /** Milliseconds on a clock that only moves forward. */
  stopwatch(): number;
  /** A ClientRequestToken, at most 36 characters. */
  token(): string;
}
