/**
 * The representation of seat maps and availability, from an event's layout and a snapshot of its places: pure projections.
 * A map of tens of thousands of seats is built as text, not as objects. All statuses have the same length, so the text
 * repeats at equal distances, and the compressed response is a quarter smaller.
 */
import { countedPartsOf, typeCountersOf, typeOfCounter } from '../../domain/counters.ts';
import type { SeatInLayout } from '../../domain/layout.ts';
import { CHANGES_LISTED_MAX } from '../../domain/limits.ts';
import type { EventFacts } from '../../domain/model.ts';
import { SEAT_STATUSES, type SeatStatus } from '../../domain/seat-lifecycle.ts';
import { type Counts, changedSince, layoutOf, type SeatMapSnapshot, statusAt } from '../../domain/seat-map-snapshot.ts';
import { tierOf } from '../../domain/ticket-types.ts';
import { money, timestamp } from '../presenter-parts.ts';
import type { Availability, SeatMapChanges } from './responses.ts';

/** A `SeatMap` as JSON. */
export function seatMapText(facts: EventFacts, snapshot: SeatMapSnapshot): string {
  const { parts, end } = templateOf(facts);
  let text = '';
  for (const [i, part] of parts.entries()) text += part + STATUS_TEXTS[statusAt(snapshot, i)];
  return `{"kind":"map","sections":[${text}${end}],"asOf":"${timestamp(snapshot.asOf)}"}`;
}

const STATUS_LENGTH = 2 + Math.max(...SEAT_STATUSES.map(({ length }) => length));
/** The statuses as JSON, padded with spaces to the same length. */
const STATUS_TEXTS = Object.fromEntries(
  SEAT_STATUSES.map(status => [status, `"${status}"`.padEnd(STATUS_LENGTH)]),
) as Record<SeatStatus, string>;

/** The text of a map without the statuses: after each part comes the status of a seat. */
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
    for (const [r, { row, name, seats }] of rows.entries()) {
      text += `${comma(r)}{"row":${JSON.stringify(row)},"name":${JSON.stringify(name)},"seats":[`;
      for (const [i, seat] of seats.entries()) {
        parts.push(`${text}${comma(i)}{${namesOf(seat)},"status":`);
        text = `${detailsOf(seat, i)}${priceOf(facts, section.id, seat)}}`;
      }
      text += ']}';
    }
    text += ']}';
  }
  return { parts, end: text };
}

const namesOf = ({ seatId, label, number }: SeatInLayout): string =>
  `"seatId":${JSON.stringify(seatId)},"label":${JSON.stringify(label)},"number":${JSON.stringify(number)}`;

/** The details that most seats do not have. The first seat of a row starts a run, but not after a gap. */
const detailsOf = ({ startsRun, access, attributes }: SeatInLayout, i: number): string =>
  (startsRun && i > 0 ? ',"afterGap":true' : '') +
  (access ? `,"access":"${access}"` : '') +
  (attributes ? `,"attributes":${JSON.stringify(attributes)}` : '');

/** The tier of a seat and its price, if it has one. */
function priceOf(facts: EventFacts, sectionId: string, { row, label }: SeatInLayout): string {
  const tier = tierOf(facts, { sectionId, row, label });
  if (!tier) return '';
  return `,"tier":${JSON.stringify(tier.id)},"price":${JSON.stringify(money(tier.price, facts.event.currency))}`;
}

const comma = (i: number): string => (i > 0 ? ',' : '');

/**
 * The changes since the caller's map of `since` (epoch ms). Undefined if the caller needs the whole map: its own is older
 * than the snapshot remembers, the seats are others, or the changes would be larger than the map.
 */
export function seatMapChangesAnswer(
  facts: EventFacts,
  snapshot: SeatMapSnapshot,
  { since, now }: { since: number; now: number },
): SeatMapChanges | undefined {
  const { asOf } = snapshot;
  if (since > now) return undefined;
  // The caller has a later map, from another function. Nothing newer is known here.
  if (since > asOf) return { kind: 'changes', changes: [], since: timestamp(since), asOf: timestamp(since) };
  const positions = changedSince(snapshot, since);
  if (!positions || positions.length > CHANGES_LISTED_MAX) return undefined;
  const { seats } = layoutOf(facts);
  const changes = positions.map(i => ({ seatId: seats[i]?.seatId ?? '', status: statusAt(snapshot, i) }));
  return { kind: 'changes', changes, since: timestamp(since), asOf: timestamp(asOf) };
}

/** The number of places by status, in total, by section, and by ticket type with a maximum. */
export function availabilityAnswer(facts: EventFacts, snapshot: SeatMapSnapshot): Availability {
  const counts = new Map<string, Counts>(countedPartsOf(facts).map(({ id }, i) => [id, snapshot.areas[i] ?? none()]));
  let i = 0;
  for (const { section, rows } of layoutOf(facts).sections) {
    const own = none();
    for (const { seats } of rows) for (const _ of seats) own[statusAt(snapshot, i++)] += 1;
    counts.set(section.id, own);
  }
  const sections = facts.sections.map(({ id }) => ({ id, ...withTotal(counts.get(id) ?? none()) }));
  const ticketTypes = typeCountersOf(facts.event).map(({ id }) => ({
    id: typeOfCounter(id) ?? '',
    ...withTotal(counts.get(id) ?? none()),
  }));
  return {
    ...withTotal(sumOf(sections)),
    sections,
    ...(ticketTypes.length > 0 && { ticketTypes }),
    asOf: timestamp(snapshot.asOf),
  };
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
