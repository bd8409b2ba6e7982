/** Removals of the checks of promo and access codes. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it replaces source text
import { type Removal, without } from './removal.ts';

const MANAGED = ['service/events/codes'];
const USED = ['service/holds/codes'];
const LIMITED = ['service/holds/code-limits'];
const STORE = 'lib/table/events/code-store.ts';

export const CODE_REMOVALS: Removal[] = [
  { ...without('codeIsUnchanged', 'expression`version = ${version}`', 'version: number'), tests: MANAGED },
  {
    removes: 'the absence of a new code: it replaces the one with its text',
    file: STORE,
    from: 'Put: put(table.name, codeRow(code), isAbsent)',
    to: 'Put: { TableName: table.name, Item: codeRow(code) }',
    tests: MANAGED,
  },
  {
    removes: 'the record of the key that creates codes',
    file: STORE,
    from: '{ Put: put(table.name, recordRow(key, now, { answer }), isAbsentOrExpired(now)) },',
    to: '{ Put: { TableName: table.name, Item: recordRow(key, now, { answer }) } },',
    tests: MANAGED,
  },
  {
    removes: 'the uses that a raise frees, which a proof that the code is used up counts',
    file: STORE,
    from: 'set: [...added, expression`freed = freed + ${quantity}`],',
    to: 'set: added,',
    tests: ['service/events/codes', 'service/holds/code-interleavings'],
  },
  {
    removes: 'the code as it is before a hold is refused',
    file: 'lib/usecases/holds/place-hold.ts',
    from: 'await withFreshCode(dependencies, input)',
    to: 'input',
    tests: USED,
  },
  {
    removes: 'the rule that uses only grow',
    file: 'lib/domain/code-changes.ts',
    from: 'after >= before',
    to: 'after >= 0',
    tests: MANAGED,
  },
  {
    removes: 'the limit on requests with a code',
    file: 'lib/lambda/http/limit-counts.ts',
    from: "bodyHas(event, requireState(event, 'route'), 'code')",
    to: 'false',
    tests: LIMITED,
  },
  {
    removes: 'the use of a code in a booking of which a part was cancelled',
    file: 'lib/domain/counters.ts',
    from: 'withCode = tickets.length === remainingTicketsOf(claim).length',
    to: 'withCode = true',
    tests: USED,
  },
];
