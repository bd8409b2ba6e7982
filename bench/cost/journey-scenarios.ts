/** Holds on journeys: before a hold the function reads the customer's itinerary and the events in it. */

import type { MeteredService } from './metered-service.ts';
import { publish, seatsOf } from './scenarios.ts';
import { each, type Usage } from './usage.ts';

/** The usage of one hold by a customer without other journeys, with one, and with four. */
export interface JourneyUsage {
  first: Usage;
  second: Usage;
  fifth: Usage;
}

const JOURNEYS = 5;
const TRAVELLERS = 10;

export async function holdJourneys(metered: MeteredService): Promise<JourneyUsage> {
  const usages: Usage[] = [];
  for (let journey = 0; journey < JOURNEYS; journey++) {
    const eventId = await publish(metered, { kind: 'train', inDays: 30 + journey });
    const wish = seatsOf();
    const holdBy = async (traveller: number): Promise<void> => {
      metered.now += 1;
      const name = String(traveller).padStart(25, '0');
      const { status } = await metered.ask({
        method: 'POST',
        path: `/v1/events/${eventId}/holds`,
        token: await metered.tokenOf(`usr_${name}`),
        key: `journey-${journey}-${traveller}`,
        body: wish(),
      });
      if (status !== 201) throw new Error(`the hold of a journey answered ${status}`);
    };
    // A warm function has the event in memory.
    await holdBy(TRAVELLERS);
    const all = async () => {
      for (let traveller = 0; traveller < TRAVELLERS; traveller++) await holdBy(traveller);
    };
    usages.push(each(await metered.usageOf(all), TRAVELLERS));
  }
  const [first, second] = usages as [Usage, Usage];
  return { first, second, fifth: usages[JOURNEYS - 1] as Usage };
}
