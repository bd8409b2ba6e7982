/** The scans of an event as CSV: one row a scan. */
import type { ListedScan } from './check-ins-responses.ts';
import { type Columns, csvOf } from './csv.ts';

const COLUMNS: Columns<ListedScan> = {
  at: ({ at }) => at,
  scannedAt: ({ scannedAt }) => scannedAt,
  gate: ({ gate }) => gate,
  direction: ({ direction }) => direction,
  result: ({ result }) => result,
  ticketId: ({ ticketId }) => ticketId,
  bookingId: ({ bookingId }) => bookingId,
  place: ({ place }) =>
    'seatId' in place
      ? [place.section, place.row, place.seat].filter(part => part !== undefined).join(' ')
      : place.name,
  device: ({ device }) => device,
  by: ({ by }) => by,
  nonce: ({ nonce }) => nonce,
  admittedBy: ({ admittedBy }) => admittedBy,
  isOffline: ({ isOffline }) => String(isOffline),
  isReadmission: ({ isReadmission }) => String(isReadmission),
  ticketType: ({ type }) => type?.name,
};

export const checkInsCsv = (scans: ListedScan[]): string => csvOf(COLUMNS, scans);
