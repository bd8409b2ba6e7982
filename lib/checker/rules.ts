/** The closed list of the checker's rules, each with the promises of docs/races.md that it checks. */

export const RULES = {
  'seat-history': {
    promises: ['P1', 'P2', 'P4', 'P5', 'P8'],
    says: 'the calls on each seat have an order in which every answer is right',
  },
  'area-places': { promises: ['P1', 'P4'], says: 'an area never has more live places than its capacity' },
  'counted-sales': {
    promises: ['P1', 'P4', 'P5'],
    says: 'a ticket type never has more live places than its maximum, and a code no more live uses than its own, in all and for a customer',
  },
  'sold-prices': {
    promises: ['P2', 'P9'],
    says: 'a hold costs what its event asked for when it was placed, and its lines sum up to its total',
  },
  'true-refusals': {
    promises: ['P9'],
    says: 'a place that is refused as taken or sold out was not available all the time, and a deadline that a refusal names is right',
  },
  'useful-refusals': {
    promises: ['P9'],
    says: 'a lost race is a 409 with its reasons, and only 503 is a server error',
  },
  journeys: {
    promises: ['P2', 'P4', 'P9'],
    says: 'a customer gets no hold on a journey at the time of another one, and is refused only for such a journey',
  },
  'one-effect': {
    promises: ['P3', 'P8'],
    says: 'a key has one effect, and every answer to it is the same, byte for byte',
  },
  'booking-parts': {
    promises: ['P3', 'P6'],
    says: 'each place of a booking is cancelled once, and its price is refunded once',
  },
  'final-answers': {
    promises: ['P11'],
    says: 'a final answer is not contradicted by a later answer or by the final state',
  },
  'own-keys': { promises: ['P3', 'P10'], says: 'a key belongs to its caller and its request' },
  'own-claims': {
    promises: ['P10'],
    says: "another customer's hold, booking or payment is answered like an absent one",
  },
  'settled-places': {
    promises: ['P1', 'P4', 'P5'],
    says: 'after all has settled, every place is booked once, available or blocked',
  },
  'settled-payments': { promises: ['P6'], says: 'after all has settled, payments and bookings match one to one' },
  'journal-replay': { promises: ['P7'], says: 'the entries of the journal give the final state, each entry once' },
  'notice-log': {
    promises: ['P7', 'P10'],
    says: 'no notice is lost, told twice or out of order in the log of an organization, and a position never changes',
  },
  'void-tickets': {
    promises: ['P12'],
    says: 'a ticket is admitted only while its place is booked, with its present code',
  },
  admissions: {
    promises: ['P3', 'P12'],
    says: 'a ticket admits one person at a time, and a repeated scan has one result',
  },
  'door-answers': {
    promises: ['P9', 'P12'],
    says: 'a ticket that is refused as void is void, a duplicate names its admission, and an owner cancels no used ticket',
  },
  revocations: {
    promises: ['P12'],
    says: 'a device that has the revocations of a moment knows every code that was void then, and no valid one',
  },
  integrity: { promises: ['P1', 'P6', 'P7'], says: 'the integrity check of each event finds no violation' },
} as const satisfies Record<string, { promises: readonly string[]; says: string }>;

export type RuleName = keyof typeof RULES;

/** A rule that the history breaks. */
export interface Violation {
  rule: RuleName;
  /** The contradiction, for a person: ids, times and answers. */
  detail: string;
  /** The calls that it is about, in the order of their invocation. */
  calls: number[];
}

export interface Verdict {
  /** The number of calls in the history. */
  calls: number;
  /** How often each rule was applied: to a seat, a key, a refusal, a claim. A rule that was never applied proves nothing. */
  applied: Record<RuleName, number>;
  violations: Violation[];
  /** Seats whose calls have too many possible orders to search them all. They count as applied, but prove nothing. */
  undecided: number;
}
