/**
 * The events that a run publishes, in waves: each wave is an on-sale of its own. They are small, so that their places are
 * contended, and their holds are short, so that they lapse within the run. Pure.
 */
import type { NewSection } from '../../contract/events/section-requests.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../domain/time.ts';

/** An event as the personas know it. */
export interface EventOnSale {
  id: string;
  holdSeconds: number;
  sections: SectionOnSale[];
  /** The organizer persona may edit it. */
  isEdited: boolean;
}

export type SectionOnSale =
  /** `rows` has the seat ids of each row, from left to right. */
  | { kind: 'seated'; id: string; price: number; rows: string[][] }
  | { kind: 'area'; id: string; price: number; capacity: number };

export const isSeated = (section: SectionOnSale) => section.kind === 'seated';
export const isArea = (section: SectionOnSale) => section.kind === 'area';

/** The body of publish-event, as far as a run uses it. */
export interface Publication {
  kind: 'concert' | 'train';
  title: string;
  startsAt: string;
  endsAt: string;
  salesOpenAt?: string;
  service?: { number: string; carrier: string };
  route?: { origin: string; destination: string };
  holdSeconds: number;
  placesPerHoldMax: number;
  placesPerCustomerMax?: number;
  currency: string;
  sections: NewSection[];
}

/** The size of a wave follows from the number of clients, so that it sells out before the next wave. */
const SEATS_PER_ROW = 10;
const ROWS_MIN = 2;
const CLIENTS_PER_ROW = 12;
/** The sales of the concert open this long after its publication, so that the first requests come too early. */
const OPENS_AFTER_MS = 2 * SECOND_MS;
/** The first wave starts in a month; each later one a day later, so that its trains overlap only with each other. */
const STARTS_AFTER_MS = 30 * DAY_MS;

/** The events of one wave, published at `now` (epoch ms). `clients` decides their size. */
export function eventsOfWave(
  wave: number,
  clients: number,
  now: number,
): { publication: Publication; isEdited: boolean }[] {
  const rows = Math.max(ROWS_MIN, Math.ceil(clients / CLIENTS_PER_ROW));
  const day = Math.floor((now + STARTS_AFTER_MS) / DAY_MS) * DAY_MS + wave * DAY_MS;
  const common = { holdSeconds: 8, placesPerHoldMax: 6, currency: 'EUR' } as const;
  const evening = period(day + 19 * HOUR_MS, 150);
  const concert = (name: string) =>
    ({ kind: 'concert', title: `Load: ${name} ${wave}`, ...evening, ...common }) as const;
  return [
    {
      isEdited: false,
      publication: {
        ...concert('arena'),
        salesOpenAt: timestamp(now + OPENS_AFTER_MS),
        sections: [
          seats('stalls', 4_500, rows),
          seats('balcony', 2_500, rows),
          area('floor', 3_000, 5 * rows),
          area('bar', 6_000, 2 * rows),
        ],
      },
    },
    {
      isEdited: false,
      publication: {
        ...concert('free entry'),
        holdSeconds: 5,
        placesPerCustomerMax: 4,
        sections: [seats('hall', 0, rows), area('garden', 0, 6 * rows)],
      },
    },
    {
      isEdited: true,
      publication: {
        ...concert('edited'),
        sections: [seats('parquet', 3_500, rows), area('standing', 2_000, 6 * rows)],
      },
    },
    ...[0, 1].map(number => ({
      isEdited: false,
      publication: train(wave, number, { ...period(day + (8 + number) * HOUR_MS, 180), ...common }, rows),
    })),
  ];
}

/** Two trains of a wave are under way at the same time: a traveller can be on one of them. */
const train = (
  wave: number,
  number: number,
  common: Pick<Publication, 'startsAt' | 'endsAt' | 'holdSeconds' | 'placesPerHoldMax' | 'currency'>,
  rows: number,
): Publication => ({
  kind: 'train',
  title: `Load: train ${wave}.${number}`,
  service: { number: `L${wave}${number}`, carrier: 'Holdfast Rail' },
  route: { origin: 'Hamburg', destination: number === 0 ? 'Berlin' : 'Kiel' },
  ...common,
  sections: [seats('coach', 5_900, rows), area('bicycles', 900, 2 * rows)],
});

const seats = (id: string, price: number, rows: number): NewSection => ({
  kind: 'seated',
  id,
  name: id,
  price,
  rows: Array.from({ length: rows }, (_, row) => ({ row: rowName(row), count: SEATS_PER_ROW })),
});

const area = (id: string, price: number, capacity: number): NewSection => ({
  kind: 'area',
  id,
  name: id,
  price,
  capacity,
});

/** A, B, …, Z, R27, R28, … */
const rowName = (row: number): string => (row < 26 ? String.fromCharCode(65 + row) : `R${row + 1}`);

const timestamp = (epochMs: number): string => new Date(epochMs).toISOString();

const period = (start: number, minutes: number) => ({
  startsAt: timestamp(start),
  endsAt: timestamp(start + minutes * MINUTE_MS),
});
