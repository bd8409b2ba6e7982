/** The rules of an organizer's codes: their texts, and terms that fit the event. Pure. */
import { hash } from 'node:crypto';
import { payableStepOf } from './amounts.ts';
import { REFERENCE_SYMBOLS } from './booking-reference.ts';
import { bucketCountOf } from './buckets.ts';
import { codeIdOf } from './codes.ts';
import type { RandomPart } from './ids.ts';
import { seatedSections } from './layout.ts';
import { CODE_BUCKETS_PER_BATCH_MAX, GENERATED_CODE_SYMBOLS } from './limits.ts';
import type { EventFacts } from './model.ts';
import type { Code } from './price-model.ts';
import type { FieldError } from './refusals.ts';
import { priceOfSeat, ticketTypesOf } from './ticket-types.ts';

/** The terms that the organizer decides of a code, besides its text. */
export type CodeTerms = Pick<
  Code,
  | 'note'
  | 'opensAt'
  | 'closesAt'
  | 'usesMax'
  | 'usesPerCustomerMax'
  | 'discount'
  | 'types'
  | 'sections'
  | 'placesPerUseMax'
  | 'unlocks'
>;

/** Why a text cannot be a code. */
export const CODE_TEXT_FAULT =
  'must have 4 to 40 letters of A to Z and digits; spaces and hyphens between them do not count, and neither does case';

/** A new text of symbols that do not look alike, after the prefix. Nobody who lacks the random part can guess it. */
export function generatedCodeId(prefix: string, random: RandomPart): string {
  let rest = BigInt(`0x${hash('sha256', `code ${random}`, 'hex').slice(0, 32)}`);
  const base = BigInt(REFERENCE_SYMBOLS.length);
  const symbols = Array.from({ length: GENERATED_CODE_SYMBOLS }, () => {
    const symbol = REFERENCE_SYMBOLS[Number(rest % base)];
    rest /= base;
    return symbol;
  });
  return `${prefix}${symbols.join('')}`;
}

/** Returns the errors of typed texts: none may be invalid, and no two may be the same code. `path` is that of their list. */
export function faultsOfTexts(texts: string[], path: string): FieldError[] {
  const ids = texts.map(codeIdOf);
  return ids.flatMap((id, i) => {
    if (id === undefined) return [{ path: `${path}.${i}`, message: CODE_TEXT_FAULT }];
    return ids.indexOf(id) < i ? [{ path: `${path}.${i}`, message: 'is the same code as an earlier one' }] : [];
  });
}

/** Returns the error if the codes of one request need too many rows: a row counts 50 uses. */
export function faultsOfBatch(codes: number, { usesMax }: CodeTerms): FieldError[] {
  const codesMax = usesMax === undefined ? codes : Math.floor(CODE_BUCKETS_PER_BATCH_MAX / bucketCountOf(usesMax));
  return codes <= codesMax
    ? []
    : [{ path: 'body.usesMax', message: `allows at most ${codesMax} codes in one request; send several requests` }];
}

/** Returns the errors of a code's terms for the event as it is. */
export const faultsOfTerms = (facts: EventFacts, terms: CodeTerms): FieldError[] => [
  ...faultsOfPurpose(terms),
  ...faultsOfWindow(terms),
  ...faultsOfDiscount(facts, terms),
  ...faultsOfUnlocks(facts, terms),
];

function faultsOfPurpose({ discount, unlocks, types, sections, placesPerUseMax }: CodeTerms): FieldError[] {
  if (!discount && !unlocks)
    return [{ path: 'body.discount', message: 'is missing: a code needs discount, unlocks or both' }];
  if (discount) return [];
  return Object.entries({ types, sections, placesPerUseMax })
    .filter(([, value]) => value !== undefined)
    .map(([name]) => ({ path: `body.${name}`, message: 'needs discount' }));
}

function faultsOfWindow({ opensAt, closesAt }: CodeTerms): FieldError[] {
  if (opensAt === undefined || closesAt === undefined || opensAt < closesAt) return [];
  return [{ path: 'body.closesAt', message: 'must be after opensAt' }];
}

function faultsOfDiscount(facts: EventFacts, { discount, types = [], sections = [] }: CodeTerms): FieldError[] {
  const step = payableStepOf(facts.event.currency);
  const isPayable = !discount || !('amount' in discount) || discount.amount % step === 0;
  return [
    ...(isPayable ? [] : [{ path: 'body.discount.amount', message: `must be a multiple of ${step}` }]),
    ...faultsOf(types, 'body.types', typeFault(facts)),
    ...faultsOf(sections, 'body.sections', id =>
      facts.sections.some(section => section.id === id) ? undefined : 'is no section or area of the event',
    ),
  ];
}

function faultsOfUnlocks(facts: EventFacts, { unlocks }: CodeTerms): FieldError[] {
  const { types = [], seats = [], sections = [] } = unlocks ?? {};
  const needing = ticketTypesOf(facts).filter(({ needsCode }) => needsCode);
  const seated = seatedSections(facts);
  return [
    ...faultsOf(
      types,
      'body.unlocks.types',
      id => typeFault(facts)(id) ?? (needing.some(type => type.id === id) ? undefined : 'is sold without a code'),
    ),
    ...faultsOf(seats, 'body.unlocks.seats', id =>
      priceOfSeat(facts, id) === undefined ? 'is no seat of the event' : undefined,
    ),
    ...faultsOf(sections, 'body.unlocks.sections', id =>
      seated.some(section => section.id === id) ? undefined : 'is no section with seats of the event',
    ),
  ];
}

const typeFault =
  (facts: EventFacts) =>
  (id: string): string | undefined =>
    ticketTypesOf(facts).some(type => type.id === id) ? undefined : 'is no ticket type of the event';

const faultsOf = (ids: string[], path: string, faultIn: (id: string) => string | undefined): FieldError[] =>
  ids.flatMap((id, i) => {
    const message = faultIn(id);
    return message === undefined ? [] : [{ path: `${path}.${i}`, message }];
  });
