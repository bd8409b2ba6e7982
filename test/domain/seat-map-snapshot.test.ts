/** A snapshot of an event's places: its counts, and its changes since an older map, which are complete. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Availability, SeatMap, SeatMapChanges } from '../../lib/contract/events/responses.ts';
import { availabilityAnswer, seatMapChangesAnswer, seatMapText } from '../../lib/contract/events/seat-map-presenter.ts';
import {
  ANSWER_BYTES_MAX,
  CHANGE_STEP_MS,
  CHANGES_LISTED_MAX,
  CHANGES_REMEMBERED_MS,
  CHANGING_TIMEOUT_MS,
  PLACES_AT_ONCE_MAX,
  PLACES_PER_EVENT_MAX,
  SEAT_CHANGE_MARGIN_MS,
  SECTIONS_PER_EVENT_MAX,
} from '../../lib/domain/limits.ts';
import type { Bucket, EventFacts, LayoutRow, Seat } from '../../lib/domain/model.ts';
import { changedSince, layoutOf, type SeatMapSnapshot, snapshotOf } from '../../lib/domain/seat-map-snapshot.ts';
import { sendJson } from '../../lib/lambda/http/compression.ts';
import { attributesOf, snapshotOfRow } from '../../lib/table/events/seat-map-snapshots.ts';

const AT = Date.UTC(2027, 2, 1, 12);

function factsOf({ version = 0, rows = [{ row: 'A', count: 12 }] as LayoutRow[], capacity = 0 } = {}): EventFacts {
  const seated = { id: 'a', name: 'A', kind: 'seated', price: 500, capacity: 12, rows } as const;
  const area = { id: 'standing', name: 'Standing', kind: 'area', price: 300, capacity, buckets: 2 } as const;
  const event = { id: 'evt_1', currency: 'EUR', version, state: 'published' };
  return { event, sections: capacity > 0 ? [area, seated] : [seated] } as unknown as EventFacts;
}

const FACTS = factsOf();
const seatIdOf = (i: number): string => layoutOf(FACTS).seats[i]?.seatId ?? '';
const read = (seats: Seat[], asOf: number, buckets: Bucket[] = []) => ({
  seats: new Map(seats.map(seat => [seat.seatId, seat])),
  buckets,
  asOf,
});

/** The status of each seat, as a client shows it. */
const shownBy = (facts: EventFacts, snapshot: SeatMapSnapshot): Map<string, string> => {
  const map = SeatMap.parse(JSON.parse(seatMapText(facts, snapshot)));
  return new Map(map.sections.flatMap(({ rows }) => rows.flatMap(row => row.seats.map(s => [s.seatId, s.status]))));
};

describe('a snapshot', () => {
  const seats: Seat[] = [
    { seatId: 'a/A-1', status: 'available', changedAt: 0 },
    { seatId: 'a/A-2', status: 'held', holdExpiresAt: AT + 1, changedAt: 1 },
    { seatId: 'a/A-3', status: 'held', holdExpiresAt: AT, changedAt: 1 },
    { seatId: 'a/A-4', status: 'booked', changedAt: 1 },
    { seatId: 'a/A-5', status: 'blocked', changedAt: 1 },
  ];

  it('has the status of each seat at its time: after a lapsed hold available, without a row blocked', () => {
    const shown = shownBy(FACTS, snapshotOf(FACTS, read(seats, AT)));
    expect([...shown.values()].slice(0, 6)).toEqual(['available', 'held', 'available', 'booked', 'blocked', 'blocked']);
    expect([...shown.keys()]).toHaveLength(12);
  });

  it('counts seats and places of areas by section and in total, with lapsed claims as available', () => {
    const facts = factsOf({ capacity: 100 });
    const bucket = { areaId: 'standing', capacity: 50, freed: 0, blocked: 0, booked: 0, available: 50, claims: {} };
    const claims = { live: { quantity: 3, expiresAt: AT + 1 }, lapsed: { quantity: 4, expiresAt: AT } };
    const buckets: Bucket[] = [
      { ...bucket, number: 0, available: 20, booked: 13, blocked: 10, claims },
      { ...bucket, number: 1 },
    ];
    const answer = availabilityAnswer(facts, snapshotOf(facts, read(seats, AT, buckets)));
    expect(Availability.parse(answer)).toEqual({
      total: 112,
      available: 76,
      held: 4,
      booked: 14,
      blocked: 18,
      sections: [
        { id: 'standing', total: 100, available: 74, held: 3, booked: 13, blocked: 10 },
        { id: 'a', total: 12, available: 2, held: 1, booked: 1, blocked: 8 },
      ],
      asOf: new Date(AT).toISOString(),
    });
  });

  it('is written as a map with the price of each section, and one entry for each row as it is drawn', () => {
    const rows: LayoutRow[] = [
      { row: 'A', from: 3, to: 1, step: -2 },
      { row: 'B', name: 'Row "B"', seats: [{ number: '1', label: '1B', attributes: { view: 'a "quoted" one' } }] },
      { row: 'A', from: 2, to: 2, joined: true },
      { row: 'A', seats: [{ number: '8', access: 'wheelchair' }] },
    ];
    const facts = factsOf({ rows });
    const map = SeatMap.parse(JSON.parse(seatMapText(facts, snapshotOf(facts, read(seats, AT)))));
    expect(map.sections).toEqual([
      {
        id: 'a',
        price: { amount: 500, currency: 'EUR' },
        rows: [
          {
            row: 'A',
            name: 'A',
            seats: [
              { seatId: 'a/A-3', label: 'A-3', number: '3', status: 'available' },
              { seatId: 'a/A-1', label: 'A-1', number: '1', status: 'available' },
              { seatId: 'a/A-2', label: 'A-2', number: '2', status: 'held' },
              { seatId: 'a/A-8', label: 'A-8', number: '8', status: 'blocked', afterGap: true, access: 'wheelchair' },
            ],
          },
          {
            row: 'B',
            name: 'Row "B"',
            seats: [
              {
                seatId: 'a/1B',
                label: '1B',
                number: '1',
                status: 'blocked',
                attributes: { view: 'a "quoted" one' },
              },
            ],
          },
        ],
      },
    ]);
  });

  it('is the same after it was stored in the table', () => {
    const facts = factsOf({ capacity: 100 });
    const snapshot = snapshotOf(facts, read(seats, AT));
    const kept = snapshotOfRow(attributesOf(snapshot));
    expect({ ...kept, statuses: [...kept.statuses], changes: [...kept.changes] }).toEqual({
      ...snapshot,
      statuses: [...snapshot.statuses],
      changes: [...snapshot.changes],
    });
  });
});

describe('changes since a map', () => {
  const seat = (changes: Partial<Seat>): Seat => ({ seatId: 'a/A-1', status: 'booked', changedAt: 0, ...changes });
  const positions = (changes: Partial<Seat>, since: number, previous?: SeatMapSnapshot) =>
    changedSince(snapshotOf(FACTS, read([seat(changes)], AT), previous), since);

  it('include a seat whose request began at most SEAT_CHANGE_MARGIN_MS before the map', () => {
    const since = AT - CHANGE_STEP_MS;
    expect(positions({ changedAt: since - SEAT_CHANGE_MARGIN_MS + 1 }, since)).toEqual([0]);
    expect(positions({ changedAt: since - SEAT_CHANGE_MARGIN_MS - CHANGE_STEP_MS }, since)).toEqual([]);
  });

  it('include a seat whose hold has lapsed since the map', () => {
    const lapsed = { status: 'held', changedAt: 1, holdExpiresAt: AT - 10_000 } as const;
    expect(positions(lapsed, AT - 10_001)).toEqual([0]);
    expect(positions(lapsed, AT - 10_000 + CHANGE_STEP_MS)).toEqual([]);
    expect(positions({ ...lapsed, holdExpiresAt: AT + 1 }, AT - 10_000)).toEqual([]);
  });

  it('are unknown if they are older than CHANGES_REMEMBERED_MS, or if the event was edited since', () => {
    expect(positions({}, AT - CHANGES_REMEMBERED_MS)).toEqual([]);
    expect(positions({}, AT - CHANGES_REMEMBERED_MS - CHANGE_STEP_MS)).toBeUndefined();
    const edited = factsOf({ version: 1 });
    const first = snapshotOf(edited, read([], AT), snapshotOf(FACTS, read([], AT - 1_000)));
    expect(changedSince(first, AT)).toBeUndefined();
    const later = snapshotOf(edited, read([], AT + 2 * SEAT_CHANGE_MARGIN_MS), first);
    expect(changedSince(later, AT + SEAT_CHANGE_MARGIN_MS - 1)).toBeUndefined();
    expect(changedSince(later, AT + SEAT_CHANGE_MARGIN_MS)).toBeDefined();
  });

  it('are listed up to CHANGES_LISTED_MAX; above it, the whole map is sent', () => {
    const answerWith = (count: number) => {
      const facts = factsOf({ rows: [{ row: 'A', count }] });
      const seats = layoutOf(facts).seats.map(({ seatId }) => seat({ seatId, changedAt: AT }));
      return seatMapChangesAnswer(facts, snapshotOf(facts, read(seats, AT)), { since: AT - 1, now: AT });
    };
    expect(answerWith(CHANGES_LISTED_MAX)?.changes).toHaveLength(CHANGES_LISTED_MAX);
    expect(answerWith(CHANGES_LISTED_MAX + 1)).toBeUndefined();
  });

  it('are unknown for the first snapshot of a large event, and known from that snapshot on', () => {
    const facts = factsOf({ rows: [{ row: 'A', count: 12 }], capacity: PLACES_AT_ONCE_MAX });
    const first = snapshotOf(facts, read([], AT));
    expect(changedSince(first, AT)).toBeUndefined();
    const later = snapshotOf(facts, read([seat({ status: 'available' })], AT + SEAT_CHANGE_MARGIN_MS), first);
    expect(changedSince(later, AT + SEAT_CHANGE_MARGIN_MS)).toEqual([0]);
  });

  it('are empty for a map that is newer than the snapshot, and unknown for a map from the future', () => {
    const snapshot = snapshotOf(FACTS, read([seat({ changedAt: AT - 5 })], AT));
    const since = AT + 300;
    const same = new Date(since).toISOString();
    const answer = seatMapChangesAnswer(FACTS, snapshot, { since, now: AT + 900 });
    expect(SeatMapChanges.parse(answer)).toEqual({ kind: 'changes', changes: [], since: same, asOf: same });
    expect(seatMapChangesAnswer(FACTS, snapshot, { since: AT + 901, now: AT + 900 })).toBeUndefined();
  });

  it('applied to the old map, give the new one, in random sequences', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(
        fc.array(changesOfSeats, { maxLength: 40 }),
        fc.array(snapshotReads, { minLength: 2, maxLength: 40 }),
        expectCompleteChanges,
      ),
      { numRuns: 300 },
    );
  });
});

// Random sales and readers: requests that commit late, holds that lapse, clocks that differ, and snapshots that are
// built from the previous shared one, or from none, and stored in the table in between.

// Times are coarse, so that many changes have the same time.

const seconds = (max: number) => fc.nat({ max }).map(time => time * 1000);
const changesOfSeats = fc.record({
  seat: fc.nat({ max: 11 }),
  committedAt: seconds(400),
  /** The time that the request took to commit, and the delay of its clock. */
  late: seconds(CHANGING_TIMEOUT_MS / 1000),
  skew: fc.integer({ min: -5_000, max: 5_000 }),
  status: fc.constantFrom('held', 'available', 'held', 'booked', 'blocked'),
  holdSeconds: fc.integer({ min: 1, max: 200 }),
});
const snapshotReads = fc.record({
  at: seconds(400),
  /** The time to read all rows, one after the other. */
  takes: seconds(3),
  skew: fc.constantFrom(-1_000, 0, 1_000),
  shares: fc.boolean(),
  knowsPrevious: fc.boolean(),
});
type Of<Arbitrary> = Arbitrary extends fc.Arbitrary<infer Value> ? Value : never;

function expectCompleteChanges(changes: Of<typeof changesOfSeats>[], reads: Of<typeof snapshotReads>[]): void {
  const inOrder = changes.toSorted((a, b) => a.committedAt - b.committedAt);
  const seatsReadFrom = (start: number, takes: number): Seat[] => {
    const seats = layoutOf(FACTS).seats.map(({ seatId }): Seat => ({ seatId, status: 'available', changedAt: 0 }));
    for (const { seat: i, committedAt, late, skew, status, holdSeconds } of inOrder) {
      const before = seats[i];
      if (!before || committedAt > start + (takes * i) / 11) continue;
      // As in the seat row: the changes of one seat stay in order.
      const changedAt = Math.max(AT + committedAt - late - skew, before.changedAt + 1);
      const holdExpiresAt = changedAt + holdSeconds * 1000;
      seats[i] = { seatId: seatIdOf(i), status, changedAt, ...(status === 'held' && { holdExpiresAt }) };
    }
    return seats;
  };
  let shared: SeatMapSnapshot | undefined;
  const seen = reads
    .toSorted((a, b) => a.at - b.at)
    .map(({ at, takes, skew, shares, knowsPrevious }) => {
      const known = knowsPrevious ? shared : undefined;
      const made = snapshotOf(FACTS, read(seatsReadFrom(at, takes), AT + at + skew), known);
      if (shares && made.asOf > (shared?.asOf ?? 0)) shared = snapshotOfRow(attributesOf(made));
      return { ...made, at, until: at + takes };
    });
  for (const [i, old] of seen.entries()) {
    for (const now of seen.slice(i)) {
      // Of two snapshots read at the same time, each may have changes that the other lacks.
      if (now.asOf < old.asOf || now.at < old.until) continue;
      const answer = seatMapChangesAnswer(FACTS, now, { since: old.asOf, now: now.asOf });
      if (!answer) {
        expect(now.asOf - old.asOf).toBeGreaterThanOrEqual(CHANGES_REMEMBERED_MS - CHANGE_STEP_MS);
        continue;
      }
      const updated = shownBy(FACTS, old);
      for (const { seatId, status } of answer.changes) updated.set(seatId, status);
      expect([...updated]).toEqual([...shownBy(FACTS, now)]);
    }
  }
}

describe('a large snapshot', () => {
  /** Random statuses and changes, which compress worst. */
  const atRandom = (seats: number, sections: number): { facts: EventFacts; snapshot: SeatMapSnapshot } => {
    const facts = {
      event: { id: 'evt_1', currency: 'EUR', version: 0, state: 'published' },
      sections: Array.from({ length: sections }, (_, i) => ({
        id: `s${i + 1}`,
        name: 'S',
        kind: 'seated',
        price: 5_000,
        capacity: seats / sections,
        rows: Array.from({ length: seats / sections / 25 }, (_, row) => ({ row: String(row + 1), count: 25 })),
      })),
    } as unknown as EventFacts;
    let state = 1;
    const draw = (below: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    const steps = CHANGES_REMEMBERED_MS / CHANGE_STEP_MS;
    const snapshot = snapshotOf(facts, read([], AT));
    for (const i of snapshot.statuses.keys()) {
      snapshot.statuses[i] = draw(4);
      snapshot.changes[i] = draw(steps + 1);
    }
    return { facts, snapshot };
  };
  const bytesOf = (snapshot: SeatMapSnapshot): number => (attributesOf(snapshot).seats as Uint8Array).length;

  it('of 50,000 seats in random states has less than 150 KB in brotli, and 100 KB in the table', async () => {
    const { facts, snapshot } = atRandom(50_000, 200);
    const text = seatMapText(facts, snapshot);
    const { body = '' } = await sendJson({}, () => text, 'br');
    const bytes = Buffer.byteLength(body, 'base64');
    console.info(`50,000 seats: ${text.length} bytes, ${bytes} in brotli, ${bytesOf(snapshot)} in the table`);
    expect(bytes).toBeLessThan(150_000);
    expect(bytesOf(snapshot)).toBeLessThan(100_000);
    expect(text.length).toBeLessThan(ANSWER_BYTES_MAX);
  });

  it('of the largest event in random states fits into a row, and into a response only if compressed', async () => {
    const { facts, snapshot } = atRandom(PLACES_PER_EVENT_MAX, SECTIONS_PER_EVENT_MAX);
    expect(bytesOf(snapshot)).toBeLessThan(200_000);
    const text = seatMapText(facts, snapshot);
    await expect(sendJson({}, () => text, undefined)).rejects.toMatchObject({ code: 'not-acceptable' });
    const { body = '' } = await sendJson({}, () => text, 'gzip');
    console.info(`100,000 seats: ${text.length} bytes, ${body.length} to send, ${bytesOf(snapshot)} in the table`);
    expect(body.length).toBeLessThan(ANSWER_BYTES_MAX / 4);
  });
});
