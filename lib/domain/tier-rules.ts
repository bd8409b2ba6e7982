/**
 * The rules of price tiers: their sections, rows and seats exist, and no seat is in two of them. An edit may not remove what the
 * prices name, unless it changes the prices too. Otherwise a price would name what is not there.
 */
import type { EventEdit, SectionEdit } from './event-edits.ts';
import { fault } from './event-rules.ts';
import { seatsByLabel } from './layout.ts';
import type { SeatedSection, Section } from './model.ts';
import type { EventPrices, PriceTier } from './price-model.ts';
import type { FieldError } from './refusals.ts';

/** All errors of an event's price tiers. This lists the seats of their sections, so the number of seats must be checked before. */
export function tierFaults(prices: EventPrices | undefined, sections: Section[]): FieldError[] {
  const { tiers = [] } = prices ?? {};
  const taken = new Map<string, string>();
  return tiers.flatMap((tier, i) => {
    const path = `prices.tiers.${i}`;
    const section = sections.find(({ id }) => id === tier.sectionId);
    if (!section) return [fault(`${path}.sectionId`, `the event has no section ${tier.sectionId}`)];
    if (section.kind !== 'seated')
      return [fault(`${path}.sectionId`, `${section.id} is an area: a price tier needs a section with seats`)];
    return [
      ...(tier.rows || tier.seats ? [] : [fault(path, 'must name rows or seats')]),
      ...placeFaults(tier, section, path, taken),
    ];
  });
}

/** Finds rows and seats that do not exist, or that an earlier tier has. `taken` has the tier of each seat. */
function placeFaults(
  { id, sectionId, rows = [], seats = [] }: PriceTier,
  section: SeatedSection,
  path: string,
  taken: Map<string, string>,
): FieldError[] {
  const there = seatsByLabel(section);
  const byRow = Map.groupBy(there.values(), ({ row }) => row);
  /** The tier that has one of these seats already. */
  const take = (seatIds: string[]): string | undefined => {
    const other = seatIds.map(seatId => taken.get(seatId)).find(tier => tier !== undefined && tier !== id);
    for (const seatId of seatIds) if (!taken.has(seatId)) taken.set(seatId, id);
    return other;
  };
  const faultOf = (seatIds: string[] | undefined, at: string, name: string): FieldError[] => {
    if (!seatIds) return [fault(at, `${sectionId} has no ${name}`)];
    const other = take(seatIds);
    return other === undefined ? [] : [fault(at, `has a seat that is in the price tier ${other}`)];
  };
  return [
    ...rows.flatMap((row, i) =>
      faultOf(
        byRow.get(row)?.map(({ seatId }) => seatId),
        `${path}.rows.${i}`,
        `row ${row}`,
      ),
    ),
    ...seats.flatMap((label, i) => {
      const seat = there.get(label);
      return faultOf(seat && [seat.seatId], `${path}.seats.${i}`, `seat ${label}${adviceFor(sectionId, label)}`);
    }),
  ];
}

/** Says how a tier names a seat that is named by its id. */
const adviceFor = (sectionId: string, label: string): string =>
  label.startsWith(`${sectionId}/`)
    ? `: name seats without the section, like ${label.slice(sectionId.length + 1)}`
    : '';

/** Finds removed sections, rows and seats that the prices name. `after` are the sections that the edit leaves. */
export function pricedRemovalFaults(
  prices: EventPrices | undefined,
  { removeSections, sections: edits }: EventEdit,
  after: Section[],
): FieldError[] {
  if (!prices) return [];
  const { ticketTypes = [], tiers = [] } = prices;
  return [
    ...removeSections.flatMap((id, i) => {
      const type = ticketTypes.find(({ sections }) => sections?.some(section => section.id === id));
      const tier = tiers.find(({ sectionId }) => sectionId === id);
      const named = type ? `ticket type ${type.id}` : tier && `price tier ${tier.id}`;
      return named === undefined ? [] : [namedFault(`removeSections.${i}`, named, id)];
    }),
    ...edits.flatMap((edit, i) => {
      const section = after.find(({ id }) => id === edit.id);
      if (section?.kind !== 'seated' || (edit.removeRows ?? edit.removeSeats) === undefined) return [];
      return tiers
        .filter(({ sectionId }) => sectionId === edit.id)
        .flatMap(tier => missingFaults(tier, section, edit, `sections.${i}`));
    }),
  ];
}

const namedFault = (path: string, named: string, place: string): FieldError =>
  fault(path, `the ${named} names ${place}: change \`prices\` in the same request`);

/** The rows and seats of a tier that its section does not have any more. */
function missingFaults(
  { id, rows = [], seats = [] }: PriceTier,
  section: SeatedSection,
  edit: SectionEdit,
  path: string,
) {
  const there = seatsByLabel(section);
  const rowsLeft = new Set(section.rows.map(({ row }) => row));
  const faultOf = (place: string): FieldError => {
    const { removeRows = [], removeSeats = [] } = edit;
    const [row, seat] = [removeRows.indexOf(place), removeSeats.indexOf(place)];
    if (row >= 0) return namedFault(`${path}.removeRows.${row}`, `price tier ${id}`, place);
    const list = removeRows.length > 0 ? 'removeRows' : 'removeSeats';
    return namedFault(seat >= 0 ? `${path}.removeSeats.${seat}` : `${path}.${list}`, `price tier ${id}`, place);
  };
  return [
    ...rows.filter(row => !rowsLeft.has(row)).map(faultOf),
    ...seats.filter(label => !there.has(label)).map(faultOf),
  ];
}
