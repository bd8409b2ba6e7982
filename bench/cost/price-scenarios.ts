/** Sales with ticket types, fees and codes: the units that each part adds to a sale of one seat. */

import type { NewEvent } from '../../lib/contract/events/requests.ts';
import { createCodes } from '../../lib/usecases/events/create-codes.ts';
import type { MeteredService } from './metered-service.ts';
import { customersOf, publish, seatsOf } from './scenarios.ts';
import { each, type Usage } from './usage.ts';

/** The usage of one hold and its payment. */
export interface PriceUsage {
  plain: Usage;
  /** With a ticket type, a fee and a tax. */
  typed: Usage;
  /** Of a type with a maximum. */
  counted: Usage;
  /** With a code that may be used any number of times. */
  code: Usage;
  /** With a code of limited uses, in all and by one customer. */
  limitedCode: Usage;
}

const PRICES: NonNullable<NewEvent['prices']> = {
  ticketTypes: [
    { id: 'adult', name: 'Adult' },
    { id: 'child', name: 'Child', percent: 50, placesMax: 400 },
  ],
  fees: [{ id: 'booking', name: 'Booking fee', per: 'booking', amount: 150, isRefundable: false }],
  taxPercent: 19,
};
const DISCOUNT = { percent: 10 };

/** The sales of one kind, and those before them that fill the memory of the function. */
const SALES = 10;
const WARM = 2;
/** Few seats: the time of a run depends on the number of rows. */
const SECTIONS: NewEvent['sections'] = [
  {
    id: 'a',
    name: 'Section a',
    kind: 'seated',
    price: 5_000,
    rows: [
      { row: 'A', count: 10 },
      { row: 'B', count: 10 },
    ],
  },
];

/** Each kind of sale has an event of its own, so that no sale depends on those before it. */
export async function sellAtPrices(metered: MeteredService): Promise<PriceUsage> {
  let known = 0;
  const sell = async (prices: NewEvent['prices'], parts: { type?: string; code?: string }): Promise<Usage> => {
    const eventId = await publish(metered, { prices, sections: SECTIONS });
    await createCodesOf(metered, eventId);
    const customers = customersOf(metered, eventId, known);
    known += WARM + SALES;
    const seats = seatsOf();
    const { type, code } = parts;
    const wish = () => {
      const [seat = ''] = seats().seats;
      return { seats: [type === undefined ? seat : { seat, type }], ...(code !== undefined && { code }) };
    };
    const sale = async () => {
      await customers.pay(await customers.hold(wish));
    };
    // A warm function has the event and its buckets in memory.
    for (let i = 0; i < WARM; i++) await sale();
    const all = async () => {
      for (let i = 0; i < SALES; i++) await sale();
    };
    return each(await metered.usageOf(all), SALES);
  };
  return {
    plain: await sell(undefined, {}),
    typed: await sell(PRICES, {}),
    counted: await sell(PRICES, { type: 'child' }),
    code: await sell(undefined, { code: 'OPEN' }),
    limitedCode: await sell(undefined, { code: 'LIMITED' }),
  };
}

async function createCodesOf({ service, now }: MeteredService, eventId: string): Promise<void> {
  const create = (text: string, limits: { usesMax?: number; usesPerCustomerMax?: number }) => {
    const caller = { userId: 'usr_cost', role: 'organizer' as const };
    const idempotency = { key: `codes-${text}-${eventId}`, operation: 'create-codes', fingerprint: text };
    const call = { now, requestId: 'cost', caller, idempotency };
    return createCodes(service.dependencies, call, eventId, { texts: [text], discount: DISCOUNT, ...limits });
  };
  await create('OPEN', {});
  await create('LIMITED', { usesMax: 400, usesPerCustomerMax: 1 });
}
