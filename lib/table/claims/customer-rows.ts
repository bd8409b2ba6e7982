/**
 * The two rows of a customer that limit holds: the places held of a limited event, and the itinerary. Each claim is one
 * attribute, named by its id, so that no row has to exist before the first one.
 */
import type { CustomerLimit } from '../../domain/customer-rules.ts';
import type { Itinerary } from '../../domain/itineraries.ts';
import { mapOf, number, object, optional, parseRow, text } from '../row-parsers.ts';
import type { Row } from '../transact.ts';

const limit = object<CustomerLimit>({
  used: number,
  claims: mapOf(object<CustomerLimit['claims'][string]>({ quantity: number, expiresAt: optional(number) })),
});
/** An entry may also have `startsAt` and `endsAt`, which only functions of version 0.5 read. */
const itinerary = object<Itinerary>({
  version: number,
  journeys: mapOf(object<Itinerary['journeys'][string]>({ eventId: text, expiresAt: optional(number) })),
});

export const limitOf = (row: Row): CustomerLimit =>
  parseRow(row, ({ pk: _pk, sk: _sk, used, ...claims }) => limit({ used, claims }));

export const itineraryOf = (row: Row): Itinerary =>
  parseRow(row, ({ pk: _pk, sk: _sk, version, ...journeys }) => itinerary({ version, journeys }));
