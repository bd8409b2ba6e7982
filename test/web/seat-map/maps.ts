/** Seat maps for tests: as many sections, rows and seats as a test asks for. */
import type { MapSection, SeatMapModel } from '../../../web/seat-map/view.ts';

export const mapOf = (sections: number, rows: number, seats: number, gapAt = -1): SeatMapModel => ({
  sections: Array.from({ length: sections }, (_, s) => sectionOf(`s${s}`, rows, seats, gapAt)),
  areas: [],
});

const sectionOf = (id: string, rows: number, seats: number, gapAt: number): MapSection => ({
  id,
  name: `Section ${id}`,
  rows: Array.from({ length: rows }, (_, r) => ({
    label: String(r + 1),
    name: `Row ${r + 1}`,
    seats: Array.from({ length: seats }, (_, i) => ({
      id: `${id}/${r}-${i}`,
      number: String(i + 1),
      status: 'available' as const,
      price: 5_000,
      ...(i === gapAt && { afterGap: true }),
    })),
  })),
});
