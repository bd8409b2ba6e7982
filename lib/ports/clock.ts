/** The ports of time, randomness and ids. They are passed in, so that tests neither wait nor guess. */
import type { RandomPart } from '../domain/ids.ts';

export interface Clock {
  pause(ms: number): Promise<unknown>;
  /** In [0, 1). */
  random(): number;
  /** Milliseconds on a clock that only moves forward. */
  stopwatch(): number;
  /** A ClientRequestToken, at most 36 characters. */
  token(): string;
}

/** The comparison of this process's clock with DynamoDB's. */
export interface ClockSkew {
  /**
   * Whether DynamoDB's responses prove that the clocks differ by more than CLOCK_SKEW_MAX_MS. False while they prove nothing, as
   * with an engine in this process.
   */
  isOutside(): boolean;
}

export interface Ids {
  /** A new unguessable part of an id, 25 characters of [0-9a-z]. */
  next(): RandomPart;
}
