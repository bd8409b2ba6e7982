/**
 * The ports of the use cases: what they need from the world, in the domain's words. The table, the tokens and the
 * gateways implement them; tests and the coming simulator may implement them differently.
 */

import type { RandomPart } from '../domain/ids.ts';
import type { EventFacts, Seat } from '../domain/model.ts';
import type { Quota } from '../domain/quota.ts';
import type { AccessTokens, AccountStore, Passwords, RefreshTokens, SessionStore } from './accounts.ts';
import type { Administration } from './administration.ts';
import type { EventEdits } from './event-edits.ts';
import type { EventImports } from './event-import.ts';
import type { IntegrityReader } from './integrity.ts';
import type { MetricDimension, MetricName } from './metric-names.ts';
import type { PaymentGateway } from './payment-gateway.ts';
import type { SimulatorSettingsStore } from './payment-simulator.ts';
import type { PaymentWebhooks } from './payment-webhooks.ts';
import type { SeatMapReader } from './seat-maps.ts';
import type { Obstacles, PlaceHoldOutcome, Store } from './store.ts';

export interface Dependencies {
  store: Store;
  events: EventReader;
  seatMaps: SeatMapReader;
  seatContention: SeatContention;
  accounts: AccountStore;
  sessions: SessionStore;
  passwords: Passwords;
  accessTokens: AccessTokens;
  refreshTokens: RefreshTokens;
  rates: RateCounter;
  gateway: PaymentGateway;
  integrity: IntegrityReader;
  /** What a gateway sends us by itself. */
  webhooks: PaymentWebhooks;
  simulator: SimulatorSettingsStore;
  ids: Ids;
  administration: Administration;
  edits: EventEdits;
  eventImports: EventImports;
  seatViews: SeatViews;
  /** In [0, 1). */
  random: () => number;
  /** Milliseconds on a clock that only moves forward. */
  stopwatch: () => number;
  /** Waits so many milliseconds. */
  pause: (ms: number) => Promise<unknown>;
  metrics: Metrics;
  log: Log;
}

/** Event facts through a cache of a few seconds: `cached` may grant, only `fresh` may refuse. */
export interface EventReader {
  cached(eventId: string): Promise<EventFacts | undefined>;
  fresh(eventId: string): Promise<EventFacts | undefined>;
}

/** The seats of some sections as they were a moment ago: to propose some of them, never to refuse. */
export interface SeatViews {
  recent(facts: EventFacts): Promise<Map<string, Seat>>;
  /** Somebody here is trying for these, or has met who has them: no good proposal for a moment. */
  avoid(eventId: string, seatIds: string[]): void;
  isAvoided(eventId: string, seatId: string): boolean;
}

/** Others after the same seats, as far as this process knows: it spares transactions that would be lost, and decides nothing. */
export interface SeatContention {
  /**
   * What a consistent read shows that began after this call, and after the calls of this process that are placing a hold
   * on one of these seats have ended. Undefined where nothing is in the way; undefined at once where nobody is known of:
   * who then begins at once has nobody come between.
   */
  waitForCompetingHolds(eventId: string, seatIds: string[], now: number): Promise<Obstacles | undefined> | undefined;
  /** Lets others wait while this call places its hold, and remembers for a moment which seats proved taken. */
  trackHold(eventId: string, seatIds: string[], place: () => Promise<PlaceHoldOutcome>): Promise<PlaceHoldOutcome>;
}

export interface Ids {
  /** A new unguessable part, 25 characters of [0-9a-z]. */
  next(): RandomPart;
}

/** What counting a call said. `unknown`: the counter could not be reached in time, and must not stand in anybody's way. */
export type Counted =
  | {
      is: 'counted' | 'full';
      /** Epoch ms of the calls that count now, newest first, this one with them unless the quota was full. */
      times: number[];
    }
  | { is: 'unknown' };

export interface RateCounter {
  /** Counts a call at `now` unless the quota is full, in one request; a refused call does not count. */
  count(of: { name: string; subject: string }, quota: Quota, now: number): Promise<Counted>;
}

export type { MetricName };

export interface Metrics {
  /** So often, once by default, told apart by the metric's own word; of what is measured, so much. Never throws. */
  count(metric: MetricName, amount?: number, of?: Partial<Record<MetricDimension, string>>): void;
}

/** Structured log lines; no secrets, no personal data. */
export interface Log {
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}
