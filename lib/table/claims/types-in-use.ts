/**
 * Finds which ticket types the bookings of an event have. It reads the event's claims in its list until each type is found. So a type that
 * is sold is found quickly, and one that no booking has costs a read of all claims: about one read unit for each.
 *
 * Race: a place of the type is booked after the read. The claim keeps the name, the price and the tax of its type, so it does not need the
 * type in the event. The same holds for live holds, which are not counted here.
 */
import type { Claim } from '../../domain/model.ts';
import { busy } from '../../domain/refusals.ts';
import { remainingTicketsOf } from '../../domain/tickets.ts';
import type { Table } from '../table.ts';
import { listMatchingOfEvent } from './list-claims.ts';

/** Throws `busy` if the event has so many claims that one page of the list does not reach its end. */
export async function typesInUse(table: Table, eventId: string, types: string[]): Promise<string[]> {
  const wanted = new Set(types);
  const found: string[] = [];
  const hasNewType = (claim: Claim): boolean => {
    const own = bookedTypesOf(claim).filter(type => wanted.delete(type));
    found.push(...own);
    return own.length > 0;
  };
  const { next } = await listMatchingOfEvent(table, eventId, hasNewType, { limit: types.length });
  if (next !== undefined && wanted.size > 0) throw busy();
  return types.filter(type => found.includes(type));
}

const bookedTypesOf = (claim: Claim): string[] =>
  claim.status === 'confirmed' ? remainingTicketsOf(claim).flatMap(({ type }) => type ?? []) : [];
