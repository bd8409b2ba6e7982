/** Converts the requests that publish or edit an event into domain types: times become epoch ms, sections get their capacity. */
import type { EventChanges } from '../../contract/events/edit-requests.ts';
import type { NewPrices } from '../../contract/events/price-requests.ts';
import type { NewEvent } from '../../contract/events/requests.ts';
import type { NewGate, NewSection } from '../../contract/events/section-requests.ts';
import { bucketCountOf } from '../../domain/buckets.ts';
import { editedPrices } from '../../domain/edited-prices.ts';
import type { EventEdit } from '../../domain/event-edits.ts';
import { capacityOf } from '../../domain/layout.ts';
import type { AddedRow, AddedSeats } from '../../domain/layout-edits.ts';
import type { AreaBlock, EventDraft, Gate, LayoutRow, SeatBlock, Section } from '../../domain/model.ts';
import type { EventPrices, TicketType } from '../../domain/price-model.ts';

/** The event that a request describes. No seat is listed, so this is fast for a request of any size. */
export function eventDraftOf({ sections, ...input }: NewEvent): EventDraft {
  const { startsAt, endsAt, doorsAt, salesOpenAt, salesCloseAt, ...texts } = input;
  const { venue, description, imageUrl, service, route, placesPerCustomerMax, requiresVerifiedEmail, ...others } =
    texts;
  const { gates, prices: requestedPrices, ...event } = others;
  const prices = requestedPrices && editedPrices(undefined, pricesOf(requestedPrices));
  return {
    event: {
      ...event,
      startsAt: Date.parse(startsAt),
      endsAt: Date.parse(endsAt),
      ...(salesOpenAt !== undefined && { salesOpenAt: Date.parse(salesOpenAt) }),
      salesCloseAt: Date.parse(salesCloseAt ?? startsAt),
      ...(doorsAt !== undefined && { doorsAt: Date.parse(doorsAt) }),
      ...(venue !== undefined && { venue }),
      ...(description !== undefined && { description }),
      ...(imageUrl !== undefined && { imageUrl }),
      ...(placesPerCustomerMax !== undefined && { placesPerCustomerMax }),
      ...(requiresVerifiedEmail && { requiresVerifiedEmail }),
      ...(service && { service }),
      ...(route && { route }),
      ...(gates && { gates: gates.map(gateOf) }),
      ...(prices && { prices }),
    },
    sections: sections.map(sectionOf),
  };
}

const gateOf = ({ id, name, sections, areas }: NewGate): Gate => ({
  id,
  name,
  ...(sections && { sections }),
  ...(areas && { areas }),
});

/** The prices of a request. The counters of types with a maximum are added when the event is known. */
function pricesOf({ ticketTypes, ...prices }: NewPrices): EventPrices {
  const types = ticketTypes?.map(({ needsCode, ...type }) => ({ ...type, ...(needsCode && { needsCode }) }));
  return { ...(prices as EventPrices), ...(types && { ticketTypes: types as TicketType[] }) };
}

function sectionOf({ attributes, blocks, ...section }: NewSection): Section {
  const shared = attributes && { attributes };
  if (section.kind === 'area') {
    const blocked = blocks && { blocks: blocks as AreaBlock[] };
    return { ...section, ...shared, ...blocked, buckets: bucketCountOf(section.capacity) };
  }
  const rows = section.rows as LayoutRow[];
  return { ...section, ...shared, ...(blocks && { blocks: blocks as SeatBlock[] }), rows, capacity: capacityOf(rows) };
}

/** The edit that a request asks for. */
export function eventEditOf({ status, sections, addSections, ...changes }: EventChanges): EventEdit {
  const { removeSections, blockSeats, unblockSeats, blockNote, ...rest } = changes;
  const { startsAt, endsAt, doorsAt, salesOpenAt, salesCloseAt, requiresVerifiedEmail, gates, prices, ...facts } = rest;
  return {
    end: status === 'open' ? 'reopened' : status,
    facts: {
      ...facts,
      startsAt: timeOf(startsAt) ?? undefined,
      endsAt: timeOf(endsAt) ?? undefined,
      doorsAt: timeOf(doorsAt),
      salesOpenAt: timeOf(salesOpenAt),
      salesCloseAt: timeOf(salesCloseAt),
      ...(requiresVerifiedEmail !== undefined && { requiresVerifiedEmail: requiresVerifiedEmail || null }),
      ...(gates !== undefined && { gates: gates === null ? null : gates.map(gateOf) }),
      ...(prices !== undefined && { prices: prices === null ? null : pricesOf(prices) }),
    },
    sections: (sections ?? []).map(({ addRows, addSeats, ...section }) => ({
      ...section,
      ...(addRows && { addRows: addRows as AddedRow[] }),
      ...(addSeats && { addSeats: addSeats as AddedSeats[] }),
    })),
    addSections: (addSections ?? []).map(sectionOf),
    removeSections: removeSections ?? [],
    blockSeats: blockSeats ?? [],
    unblockSeats: unblockSeats ?? [],
    ...(blockNote !== undefined && { blockNote }),
  };
}

const timeOf = (text: string | null | undefined): number | null | undefined =>
  typeof text === 'string' ? Date.parse(text) : text;
