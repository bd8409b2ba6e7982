/** The prices of the demonstration events besides those of their sections: ticket types, fare families and taxes. */
import type { NewEvent } from '../../contract/events/requests.ts';

type NewPrices = NonNullable<NewEvent['prices']>;

/** A child sits with an adult. Tickets of concerts have the reduced tax of Germany. */
export const CONCERT_PRICES: NewPrices = {
  ticketTypes: [
    { id: 'adult', name: 'Adult' },
    { id: 'child', name: 'Child under 15', percent: 50, placesPerHoldMax: 6, onlyWith: ['adult'] },
  ],
  taxPercent: 7,
};

/** Two fare families: a Flex fare in both cabins, and a cheaper Light fare in Economy. */
export const FLIGHT_PRICES: NewPrices = {
  ticketTypes: [
    { id: 'flex', name: 'Flex' },
    { id: 'light', name: 'Light', sections: [{ id: 'economy', percent: 80 }] },
  ],
};

/** A child travels with an adult or a pensioner. */
export const TRAIN_PRICES: NewPrices = {
  ticketTypes: [
    { id: 'adult', name: 'Adult' },
    { id: 'child', name: 'Child, 3 to 12', percent: 50, onlyWith: ['adult', 'pensioner'] },
    { id: 'pensioner', name: 'Pensioner', percent: 75 },
  ],
};
