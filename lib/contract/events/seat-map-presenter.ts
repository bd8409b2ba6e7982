/**
 * Seat maps and availability as they go over the wire, from an event's layout and a snapshot of its places: pure. Tens of
 * thousands of seats are written as text at once, not as objects, and each status takes as many characters as any other:
 * so what repeats does so at the same distance, and the compressed answer is a quarter smaller.
 */
import { areasOf } from '../../domain/layout.ts';
import { CHANGES_LISTED_MAX } from '../../domain/limits.ts';
import type { EventFacts } from '../../domain/model.ts';
import { SEAT_STATUSES, type SeatStatus } from '../../domain/seat-lifecycle.ts';
import { type Counts, changedSince, layoutOf, type SeatMapSnapshot, statusAt } from '../../domain/seat-map-snapshot.ts';
import { money, timestamp } from '../presenter-parts.ts';
import type { Availability, SeatMapChanges } from './responses.ts';

/** A `SeatMap` as JSON. */
export function seatMapText(facts: EventFacts, snapshot: SeatMapSnapshot): string {
  const { parts, end } = templateOf(facts);
  let text = '';
  for (const [i, part] of parts.entries()) text += part + STATUS_TEXTS[statusAt(snapshot, i)];
  return `{"sections":[${text}${end}],"asOf":"${timestamp(snapshot.asOf)}"}`;
}

const STATUS_LENGTH = 2 + Math.max(...SEAT_STATUSES.map(({ length }) => length));
/** JSON allows spaces: with them, all are of one length. */
const STATUS_TEXTS = Object.fromEntries(
  SEAT_STATUSES.map(status => [status, `"${status}"`.padEnd(STATUS_LENGTH)]),
) as Record<SeatStatus, string>;

/** The text of a map but for the statuses: each stands after one of the parts. */
interface Template {
  parts: string[];
  end: string;
}

const templates = new WeakMap<EventFacts, Template>();

function templateOf(facts: EventFacts): Template {
  const template = templates.get(facts) ?? writeTemplate(facts);
  templates.set(facts, template);
  return template;
}

function writeTemplate(facts: EventFacts): Template {
  const parts: string[] = [];
  let text = '';
  for (const [s, { section, rows }] of layoutOf(facts).sections.entries()) {
    const price = JSON.stringify(money(section.price, facts.event.currency));
    text += `${comma(s)}{"id":${JSON.stringify(section.id)},"price":${price},"rows":[`;
    for (const [r, { row, seats }] of rows.entries()) {
      text += `${comma(r)}{"row":${JSON.stringify(row)},"seats":[`;
      for (const [i, { seatId, label, attributes }] of seats.entries()) {
        parts.push(`${text}${comma(i)}{"seatId":${JSON.stringify(seatId)},"label":${JSON.stringify(label)},"status":`);
        text = attributes ? `,"attributes":${JSON.stringify(attributes)}}` : '}';
      }
      text += ']}';
    }
    text += ']}';
  }
  return { parts, end: text };
}

const comma = (i: number): string => (i > 0 ? ',' : '');

/**
 * What brings the caller's map as of `since` (epoch ms) up to date. Undefined where only a whole map does: its own is
 * older than is remembered, or of other seats, or so much has changed that it is less to write.
 */
export function seatMapChangesAnswer(
  facts: EventFacts,
  snapshot: SeatMapSnapshot,
  { since, now }: { since: number; now: number },
): SeatMapChanges | undefined {
  const { asOf } = snapshot;
  if (since > now) return undefined;
  // Another function answered with a later map: it stays as it is, for nothing is known here beyond it.
  if (since > asOf) return { changes: [], since: timestamp(since), asOf: timestamp(since) };
  const positions = changedSince(snapshot, since);
  if (!positions || positions.length > CHANGES_LISTED_MAX) return undefined;
  const { seats } = layoutOf(facts);
  const changes = positions.map(i => ({ seatId: seats[i]?.seatId ?? '', status: statusAt(snapshot, i) }));
  return { changes, since: timestamp(since), asOf: timestamp(asOf) };
}

/** How many of each status, by section and in all; seats and counted places alike. */
export function availabilityAnswer(facts: EventFacts, snapshot: SeatMapSnapshot): Availability {
  const counts = new Map<string, Counts>(areasOf(facts).map(({ id }, i) => [id, snapshot.areas[i] ?? none()]));
  let i = 0;
  for (const { section, rows } of layoutOf(facts).sections) {
    const own = none();
    for (const { seats } of rows) for (const _ of seats) own[statusAt(snapshot, i++)] += 1;
    counts.set(section.id, own);
  }
  const sections = facts.sections.map(({ id }) => ({ id, ...withTotal(counts.get(id) ?? none()) }));
  return { ...withTotal(sumOf(sections)), sections, asOf: timestamp(snapshot.asOf) };
}

const none = (): Counts => ({ available: 0, held: 0, booked: 0, blocked: 0 });

const sumOf = (all: Counts[]): Counts => {
  const sum = none();
  for (const counts of all) for (const status of SEAT_STATUSES) sum[status] += counts[status];
  return sum;
};

const withTotal = ({ available, held, booked, blocked }: Counts) => ({
  total: available + held + booked + blocked,
  available,
  held,
  booked,
  blocked,
});
