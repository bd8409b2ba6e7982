/**
 * Finds live holds, newest first. A live hold was placed within LIFETIME_MAX_MS, so that part of the journal's feed
 * lists them all.
 */

import { isLive, liveHoldAnswer } from '../../contract/administration/presenter.ts';
import type { HoldsQuery } from '../../contract/administration/requests.ts';
import type { LiveHold } from '../../contract/administration/responses.ts';
import {
  CLOCKS_APART_MAX_MS,
  HOLD_LIFETIME_FACTOR,
  HOLD_SECONDS_MAX,
  PAYMENT_WINDOW_SECONDS,
} from '../../domain/limits.ts';
import { SECOND_MS } from '../../domain/time.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { Page, PageRequest } from '../../ports/store.ts';
import { factsOfClaims } from '../facts-of-claims.ts';

/** The longest that a hold can live, with all extensions and the payment window. */
const LIFETIME_MAX_MS = (HOLD_LIFETIME_FACTOR * HOLD_SECONDS_MAX + PAYMENT_WINDOW_SECONDS) * SECOND_MS;

export async function findHolds(
  { administration, events }: Pick<Dependencies, 'administration' | 'events'>,
  { now }: Call,
  { eventId, customerId }: Omit<HoldsQuery, 'limit' | 'cursor'>,
  page: PageRequest,
): Promise<Page<LiveHold>> {
  const found = await administration.listClaimsByEntry(
    { from: now - LIFETIME_MAX_MS, until: now + CLOCKS_APART_MAX_MS },
    entry =>
      entry.action === 'hold.placed' &&
      (eventId === undefined || entry.eventId === eventId) &&
      (customerId === undefined || entry.ownerId === customerId),
    claim => isLive(claim, now),
    page,
  );
  const facts = await factsOfClaims({ events }, found.items);
  return { ...found, items: found.items.map(claim => liveHoldAnswer(claim, now, facts.get(claim.eventId))) };
}
