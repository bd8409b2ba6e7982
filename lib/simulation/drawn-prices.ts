/** Draws the prices of an event, their edits, and its codes. Few places of a type and few uses of a code are for sale, so that buyers race for them. */
import type { CodeChanges, KnownTerms } from '../checker/codes.ts';
import type { PriceList } from '../checker/prices/price-lists.ts';
import { SECOND_MS } from '../domain/time.ts';
import type { Chance } from './chance.ts';
import { START } from './scenario.ts';

/** A list of prices as requests name it, with the names of its parts. */
export type NamedPrices = {
  [Part in keyof PriceList]: PriceList[Part] extends (infer Item)[] | undefined
    ? (Item & { name: string })[]
    : PriceList[Part];
};

/** The ids of all types that an event may have. `member` needs a code. */
export const TYPES = ['adult', 'child', 'student', 'member'] as const;
/** The codes of an event, as its customers type them. The first has few uses, and the last is created during the run. */
export const CODES = ['Last one', 'EACH1', 'WINDOW1', 'MEMBER1', 'WHOLE1', 'LATE-1'] as const;

export function drawPrices(chance: Chance): NamedPrices {
  const types: NamedTypes = [
    { id: 'adult', name: 'Adult', taxPercent: 19 },
    {
      id: 'child',
      name: 'Child',
      percent: chance.pick([50, 33.33]),
      onlyWith: ['adult', 'student'],
      ...drawMaxima(chance),
    },
    { id: 'student', name: 'Student', price: chance.pick([700, 3_000]), placesMax: 1 + chance.below(2) },
    {
      id: 'member',
      name: 'Member',
      percent: 80,
      needsCode: true,
      sections: [{ id: 'a', price: 3_333 }, { id: 'standing' }],
    },
  ];
  return {
    ticketTypes: chosenTypes(types, chance),
    ...(chance.happens(0.4) && { tiers: [drawTier(chance)] }),
    ...(chance.happens(0.7) && { fees: drawFees(chance) }),
    ...(chance.happens(0.6) && { taxPercent: 7 }),
  };
}

/** A type may be sold only with another one, which must be in the list. */
function chosenTypes(types: NamedTypes, chance: Chance): NamedTypes {
  const chosen = types.filter(({ id }) => id === 'adult' || chance.happens(0.9));
  const ids = new Set(chosen.map(({ id }) => id));
  return chosen.map(({ onlyWith, ...type }) => ({
    ...type,
    ...(onlyWith && { onlyWith: onlyWith.filter(id => ids.has(id)) }),
  }));
}
type NamedTypes = NonNullable<NamedPrices['ticketTypes']>;

const drawMaxima = (chance: Chance) => ({
  ...(chance.happens(0.5) && { placesPerHoldMax: 1 + chance.below(2) }),
  ...(chance.happens(0.8) && { placesMax: 1 + chance.below(3) }),
});

const drawTier = (chance: Chance) => ({
  id: 'front',
  name: 'Front',
  sectionId: 'a',
  price: 7_000,
  ...chance.pick([{ rows: ['W'] }, { seats: ['A-1', 'A-2'] }]),
});

function drawFees(chance: Chance): NonNullable<NamedPrices['fees']> {
  const fees: NonNullable<NamedPrices['fees']> = [
    {
      id: 'system',
      name: 'System fee',
      per: 'ticket',
      ...chance.pick([{ amount: 150 }, { percent: 2.5 }]),
      isRefundable: chance.happens(0.5),
    },
    {
      id: 'booking',
      name: 'Booking fee',
      per: 'booking',
      ...chance.pick([{ amount: 250 }, { percent: 1.33 }]),
      isRefundable: chance.happens(0.5),
      taxPercent: 19,
    },
  ];
  const chosen = fees.filter(() => chance.happens(0.8));
  return chosen.length > 0 ? chosen : fees;
}

/** The request of an edit: other prices, or none any more. Some maxima rise, others fall, and a type may be gone. */
export const drawEditedPrices = (chance: Chance): { prices: NamedPrices | null } => {
  if (chance.happens(0.1)) return { prices: null };
  return { prices: drawPrices(chance) };
};

/** The codes that an event has from the beginning. */
export function drawCodes(chance: Chance, spanMs: number): (KnownTerms & { texts: string[] })[] {
  const at = (share: number): string => new Date(Math.round(START + share * spanMs)).toISOString();
  const [last, each, window, member, whole] = CODES;
  return [
    { texts: [last], discount: { percent: chance.pick([20, 33.33]) }, usesMax: 1 + chance.below(2) },
    { texts: [each], discount: { amount: 300, per: 'ticket' }, usesPerCustomerMax: 1, placesPerUseMax: 2 },
    {
      texts: [window],
      discount: { percent: 10 },
      opensAt: at(chance.between(0, 0.4)),
      closesAt: at(chance.between(0.5, 1)),
      usesMax: 3,
    },
    { texts: [member], unlocks: { types: ['member'] }, usesMax: 2, usesPerCustomerMax: 2 },
    { texts: [whole], discount: { amount: 1_001, per: 'booking' }, types: ['adult', 'student'] },
  ];
}

/** The code that is created while the sales go on. */
export const drawLateCode = (chance: Chance): KnownTerms & { texts: string[] } => ({
  texts: [CODES[5]],
  discount: { percent: 50 },
  sections: ['a'],
  usesMax: 1 + chance.below(3),
});

/** A change of a code; `end` ends it. */
export const drawCodeChange = (chance: Chance, now: number): CodeChanges | 'end' =>
  chance.pick<CodeChanges | 'end'>([
    { usesMax: 2 + chance.below(4) },
    { usesMax: 3 },
    { discount: { percent: 25 } },
    { closesAt: new Date(Math.round(now + chance.between(1, 20) * SECOND_MS)).toISOString() },
    'end',
  ]);
