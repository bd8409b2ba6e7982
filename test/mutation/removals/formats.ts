/** Removals of the checks of a migration. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it replaces source text
import { type Removal, without } from './removal.ts';

const UPGRADE_EVENT = 'lib/commands/migrate/upgrade-event.ts';
const TESTS = ['service/operations/migrate.test'];

const ALL: Removal[] = [
  without('formatIsBelow', 'or(isAbsent, expression`version < ${version}`)', 'version: number'),
  without('formatIsAtMost', 'or(isAbsent, expression`version <= ${version}`)', 'version: number'),
  {
    removes: 'the pass that must find nothing',
    file: 'lib/commands/migrate/go-over-events.ts',
    from: 'isClean: isClean && rows === 0',
    to: 'isClean',
  },
  {
    removes: 'the decision of an empty job, so that the schedule decides it as an edit',
    file: 'lib/commands/migrate/lease-event.ts',
    from: 'origin, decidedAt: at }',
    to: 'origin }',
  },
  {
    removes: 'the end of the own job',
    file: UPGRADE_EVENT,
    from: 'await release(current).catch(() => undefined);',
    to: '',
  },
  {
    removes: 'waiting for another function that has the lease',
    file: 'lib/commands/migrate/go-over-events.ts',
    from: 'if (isBusy(error)) {',
    to: 'if (false) {',
  },
];

export const FORMAT_REMOVALS: Removal[] = ALL.map(removal => ({ tests: TESTS, ...removal }));
