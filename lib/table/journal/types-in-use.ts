/**
 * Finds which ticket types the bookings of an event have, from its sums of sales: a row for each day, however many bookings there are.
 *
 * Race: a place of the type is booked after the read, or its sums follow the booking by seconds. The claim keeps the name, the price and
 * the tax of its type, so it does not need the type in the event. The same holds for live holds, which the sums do not have.
 */
import { parseTypeKey } from '../../domain/sales.ts';
import type { Table } from '../table.ts';
import { readSales } from './sales.ts';

export async function typesInUse(table: Table, eventId: string, types: string[]): Promise<string[]> {
  const { counted } = await readSales(table, eventId);
  const booked = new Map<string, number>();
  for (const sales of counted) {
    for (const [key, figures] of sales.types) {
      const { type } = parseTypeKey(key);
      booked.set(type, (booked.get(type) ?? 0) + figures.booked - figures.cancelled);
    }
  }
  return types.filter(type => (booked.get(type) ?? 0) > 0);
}
