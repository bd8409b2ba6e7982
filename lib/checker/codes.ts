/** The promo and access codes that a history names: who created them, their changes, and the terms that they may have at a time. */
import { type Call, isSuccess, type Recording } from './calls.ts';
import { settingsOf, valuesIn, type Window } from './settings.ts';

/** The terms of a code as requests name them. Times are RFC 3339, amounts minor units. */
export interface KnownTerms {
  opensAt?: string | undefined;
  closesAt?: string | undefined;
  usesMax?: number | undefined;
  usesPerCustomerMax?: number | undefined;
  discount?: Discount | undefined;
  types?: string[] | undefined;
  sections?: string[] | undefined;
  placesPerUseMax?: number | undefined;
  unlocks?: { types?: string[]; seats?: string[]; sections?: string[] } | undefined;
}
type Discount = { percent: number } | { amount: number; per: 'ticket' | 'booking' };

/** A change of a code: null removes a term. */
export type CodeChanges = { [Name in keyof KnownTerms]: KnownTerms[Name] | null };

export interface KnownCode {
  eventId: string;
  id: string;
  created: Call;
  terms: KnownTerms;
  edits: { call: Call; changes: CodeChanges }[];
  /** The calls that ended it, or that may have. */
  ends: Call[];
}

/** The id of a code by the text that a customer types, as docs/prices.md says. */
export const codeIdOf = (typed: string): string =>
  typed
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[\s_-]+/g, '');

const nameOfCode = (eventId: string, id: string): string => `${eventId} ${id}`;

/** Reads the codes whose creation the history has, by event and id. */
export function readCodes({ calls }: Recording): Map<string, KnownCode> {
  const codes = new Map<string, KnownCode>();
  for (const call of calls) {
    if (call.operation === 'create-codes') addCreated(codes, call);
    const { eventId = '', code: typed = '' } = call.params;
    const known = codes.get(nameOfCode(eventId, codeIdOf(typed)));
    if (!known || isRefused(call)) continue;
    if (call.operation === 'edit-code') known.edits.push({ call, changes: (call.body ?? {}) as CodeChanges });
    if (call.operation === 'end-code') known.ends.push(call);
  }
  return codes;
}

const isRefused = ({ answer }: Call): boolean => answer !== undefined && answer.status >= 400 && answer.status < 500;

function addCreated(codes: Map<string, KnownCode>, call: Call): void {
  if (!isSuccess(call)) return;
  const { eventId = '' } = call.params;
  const { texts = [], ...terms } = (call.body ?? {}) as KnownTerms & { texts?: string[] };
  for (const id of texts.map(codeIdOf)) {
    const name = nameOfCode(eventId, id);
    if (!codes.has(name)) codes.set(name, { eventId, id, created: call, terms, edits: [], ends: [] });
  }
}

export const findCode = (
  codes: ReadonlyMap<string, KnownCode>,
  eventId: string,
  id: string | undefined,
): KnownCode | undefined => (id === undefined ? undefined : codes.get(nameOfCode(eventId, id)));

/** The values that a term may have at some time of the window. */
export const valuesOfTerm = <Name extends keyof KnownTerms>(
  { terms, edits }: KnownCode,
  name: Name,
  window: Window,
): KnownTerms[Name][] =>
  valuesIn(
    window,
    settingsOf(boxed(terms[name]), edits, changes => valueIn(changes, name)),
  ).map(({ is }) => is);

/** All values of a term that a request of the history names. */
export const allValuesOf = <Name extends keyof KnownTerms>(
  { terms, edits }: KnownCode,
  name: Name,
): (KnownTerms[Name] | undefined)[] => [
  terms[name],
  ...edits.flatMap(({ changes }) => {
    const value = valueIn(changes, name);
    return value ? [value.is] : [];
  }),
];

/** A value in a box, because a term may be removed. */
interface Boxed<Value> {
  is: Value | undefined;
}
const boxed = <Value>(is: Value | undefined): Boxed<Value> => ({ is });
const valueIn = <Name extends keyof KnownTerms>(
  changes: CodeChanges,
  name: Name,
): Boxed<KnownTerms[Name]> | undefined =>
  changes[name] === undefined ? undefined : boxed((changes[name] ?? undefined) as KnownTerms[Name]);

/** The terms that decide prices. Each combination of their possible values is possible. */
export function possibleTerms(code: KnownCode, window: Window): KnownTerms[] {
  const names = ['discount', 'types', 'sections', 'placesPerUseMax', 'unlocks'] as const;
  return names.reduce<KnownTerms[]>(
    (terms, name) => terms.flatMap(one => valuesOfTerm(code, name, window).map(value => ({ ...one, [name]: value }))),
    [{}],
  );
}
