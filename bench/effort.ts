/** The size and the time of each measurement: more rounds cost time and reduce noise. */

export interface Effort {
  roundsMax: number;
  /** No round begins after this time. So a busy machine runs fewer rounds, and the bench does not take longer. */
  roundsForMs: number;
  /** Seats of an event that is sold out in one round. */
  seats: number;
  /** Sales in one round of hold and pay. */
  sales: number;
  readMs: number;
  /** The time of one measurement of an engine (ms). */
  engineMs: number;
}

export const THOROUGH: Effort = {
  roundsMax: 15,
  roundsForMs: 20_000,
  seats: 200,
  sales: 80,
  readMs: 1_000,
  engineMs: 5_000,
};
export const QUICK: Effort = { roundsMax: 3, roundsForMs: 4_000, seats: 100, sales: 40, readMs: 300, engineMs: 2_000 };
