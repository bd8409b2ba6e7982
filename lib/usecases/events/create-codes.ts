/**
 * Creates promo and access codes: all of a request, or none. A call creates once per key (P3), also if its texts were generated. The texts of
 * codes that have ended stay taken, so that a booking names one code only.
 */
import type { NewCodes } from '../../contract/events/code-requests.ts';
import type { CreatedCodes } from '../../contract/events/code-responses.ts';
import { bucketCountOf } from '../../domain/buckets.ts';
import {
  type CodeTerms,
  faultsOfBatch,
  faultsOfTerms,
  faultsOfTexts,
  generatedCodeId,
} from '../../domain/code-rules.ts';
import { codeIdOf } from '../../domain/codes.ts';
import { codeCounterIdOf } from '../../domain/counters.ts';
import type { JournalEntry } from '../../domain/journal.ts';
import { DECISIONS_MAX } from '../../domain/limits.ts';
import type { EventFacts } from '../../domain/model.ts';
import type { Code } from '../../domain/price-model.ts';
import { busy, invalid, Refusal } from '../../domain/refusals.ts';
import type { IdempotentCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { findDuplicate, type Idempotent, recordKeyOf, replay, replayOrThrow } from '../idempotency.ts';
import { requireRight } from '../organizations/require-right.ts';
import { byCaller } from '../origin.ts';
import { codeEditOf } from './code-requests.ts';

type CreateDependencies = Pick<Dependencies, 'store' | 'events' | 'organizations' | 'codes' | 'ids'>;

export async function createCodes(
  dependencies: CreateDependencies,
  call: IdempotentCall,
  eventId: string,
  { texts = [], generate, ...input }: NewCodes,
): Promise<Idempotent<CreatedCodes>> {
  const duplicate = await findDuplicate(dependencies, call);
  if (duplicate) return replay(duplicate.record, call);
  const facts = await requireRight(dependencies, await dependencies.events.fresh(eventId), call, 'edit-events');
  const terms = codeEditOf(input) as CodeTerms;
  requireSale(facts);
  const count = generate?.count ?? texts.length;
  const refusal = invalid([
    ...faultsOfTexts(texts, 'body.texts'),
    ...faultsOfBatch(count, terms),
    ...faultsOfTerms(facts, terms),
  ]);
  if (refusal) throw refusal;
  const idsOf = (): string[] =>
    generate ? generatedIds(dependencies, generate) : texts.map(text => codeIdOf(text) ?? '');
  return commit(dependencies, call, eventId, { terms, idsOf, isGenerated: generate !== undefined });
}

/** Codes are for events that sell, or will. */
function requireSale({ event: { state } }: EventFacts): void {
  if (state !== 'published' && state !== 'preparing') throw new Refusal('event-not-editable', { state });
}

const generatedIds = (
  { ids }: Pick<CreateDependencies, 'ids'>,
  { count, prefix = '' }: NonNullable<NewCodes['generate']>,
): string[] => Array.from({ length: count }, () => generatedCodeId(prefix.toUpperCase(), ids.next()));

/** Creates the codes. If a generated text exists already, generates all of them again. */
async function commit(
  dependencies: CreateDependencies,
  call: IdempotentCall,
  eventId: string,
  { terms, idsOf, isGenerated }: { terms: CodeTerms; idsOf: () => string[]; isGenerated: boolean },
): Promise<Idempotent<CreatedCodes>> {
  for (let decision = 0; decision < DECISIONS_MAX; decision++) {
    const codes = idsOf().map(id => newCode(dependencies, call, { id, eventId, terms }));
    const answer: CreatedCodes = { codes: codes.map(({ id }) => id) };
    const outcome = await dependencies.codes.create({
      codes,
      entry: entryOf(dependencies, call, codes),
      key: recordKeyOf(call),
      now: call.now,
      answer: JSON.stringify(answer),
    });
    if (outcome.is === 'created') return { answer, isReplay: false };
    if (outcome.is === 'duplicate') return replay(outcome.record, call);
    if (outcome.is === 'busy') break;
    if (isGenerated) continue;
    const taken = new Refusal('code-taken', { codes: outcome.codeIds });
    return replay((await replayOrThrow(dependencies, call, taken)).record, call);
  }
  throw busy();
}

const newCode = (
  { ids }: Pick<CreateDependencies, 'ids'>,
  { now }: IdempotentCall,
  { id, eventId, terms }: { id: string; eventId: string; terms: CodeTerms },
): Code => ({
  ...terms,
  id,
  eventId,
  counterId: codeCounterIdOf(ids.next()),
  buckets: terms.usesMax === undefined ? 0 : bucketCountOf(terms.usesMax),
  createdAt: now,
  version: 0,
});

/** The entry is a subject of its own, because the positions of an event's journal belong to its edits. */
function entryOf({ ids }: Pick<CreateDependencies, 'ids'>, call: IdempotentCall, codes: Code[]): JournalEntry {
  const [first] = codes;
  if (!first) throw new Error('a request for codes names none');
  const { id: _id, counterId: _counter, eventId, ...terms } = first;
  return {
    ...byCaller(call),
    subjectId: `cod_${ids.next()}`,
    position: 0,
    action: 'codes.created',
    to: 'open',
    eventId,
    codes: { codes: codes.map(({ id, counterId }) => ({ id, counterId })), terms },
  };
}
