/**
 * Changes or ends a code. The change is decided from the code as it is, and written under its version; if another change came between, it is
 * decided again. A repeated call finds the code as requested, and writes nothing (P8). Holds and bookings keep the terms that they have.
 */
import { isDeepStrictEqual } from 'node:util';
import { codeAnswer } from '../../contract/events/code-presenter.ts';
import type { CodeChanges } from '../../contract/events/code-requests.ts';
import type { Code as Answer } from '../../contract/events/code-responses.ts';
import { type CodeEdit, editedCode, faultsOfUses, nextRaise, type Raise } from '../../domain/code-changes.ts';
import { faultsOfTerms } from '../../domain/code-rules.ts';
import { codeSubjectOf } from '../../domain/counters.ts';
import type { JournalEntry } from '../../domain/journal.ts';
import { CODE_STEPS_MAX, DECISIONS_MAX } from '../../domain/limits.ts';
import type { EventFacts } from '../../domain/model.ts';
import type { Code } from '../../domain/price-model.ts';
import { busy, invalid } from '../../domain/refusals.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { byCaller } from '../origin.ts';
import { codeEditOf } from './code-requests.ts';
import { type NamedCode, requireCode } from './require-code.ts';

type ChangeDependencies = Pick<Dependencies, 'store' | 'events' | 'organizations' | 'codes'>;

export async function editCode(
  dependencies: ChangeDependencies,
  call: CallerCall,
  named: NamedCode,
  changes: CodeChanges,
): Promise<Answer> {
  const edit = codeEditOf(changes);
  return changeCode(dependencies, call, named, 'code.changed', (code, facts) => {
    const after = editedCode(code, edit);
    const refusal = invalid([...faultsOfUses(code, edit), ...faultsOfEdit(facts, after, edit)]);
    if (refusal) throw refusal;
    return after;
  });
}

/** Ends a code for good. It may be repeated. */
export const endCode = (dependencies: ChangeDependencies, call: CallerCall, named: NamedCode): Promise<Answer> =>
  changeCode(dependencies, call, named, 'code.ended', code => ({ ...code, endedAt: code.endedAt ?? call.now }));

/** A type or a section that the event has lost meanwhile is no error, unless the request names it. */
function faultsOfEdit(facts: EventFacts, after: Code, edit: CodeEdit) {
  return faultsOfTerms(facts, after).filter(({ path }) => {
    const [, name = '', ...inside] = path.split('.');
    return inside.length === 0 || Object.hasOwn(edit, name);
  });
}

async function changeCode(
  dependencies: ChangeDependencies,
  call: CallerCall,
  named: NamedCode,
  action: 'code.changed' | 'code.ended',
  decide: (code: Code, facts: EventFacts) => Code,
): Promise<Answer> {
  let stale = 0;
  for (let steps = 0; steps < CODE_STEPS_MAX && stale < DECISIONS_MAX; steps++) {
    const { code, facts } = await requireCode(dependencies, call, named);
    const wanted = decide(code, facts);
    if (isDeepStrictEqual(wanted, code)) {
      const uses = await dependencies.codes.readUses(code, call.now);
      return codeAnswer(code, uses, facts.event.currency, call.now);
    }
    const raise = await raiseTowards(dependencies, code, wanted);
    const after: Code = {
      ...wanted,
      ...(raise && { usesMax: raise.usesMax, buckets: raise.buckets }),
      version: code.version + 1,
    };
    if (!(await dependencies.codes.change(after, entryOf(call, action, code, after), raise))) stale += 1;
  }
  throw busy();
}

/** The next step towards the wanted uses; undefined if the code has them. */
async function raiseTowards(
  { codes }: Pick<ChangeDependencies, 'codes'>,
  code: Code,
  { usesMax }: Code,
): Promise<Raise | undefined> {
  if (usesMax === undefined || usesMax === code.usesMax) return undefined;
  return nextRaise(code, await codes.readLastCapacity(code), usesMax);
}

/** Each code has a journal of its own for its changes. */
function entryOf(call: CallerCall, action: string, before: Code, after: Code): JournalEntry {
  const { id, counterId, eventId, ...terms } = after;
  const stateOf = ({ endedAt }: Code): string => (endedAt === undefined ? 'open' : 'ended');
  return {
    ...byCaller(call),
    subjectId: codeSubjectOf(after),
    position: before.version,
    action,
    from: stateOf(before),
    to: stateOf(after),
    eventId,
    codes: { codes: [{ id, counterId }], terms },
  };
}
