/** Removals of the checks of a migration. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it replaces source text
import { ALWAYS, CONDITIONS, type Removal, without } from './removal.ts';

const UPGRADE_EVENT = 'lib/commands/migrate/upgrade-event.ts';
const PUT_REVOCATIONS = 'lib/commands/migrate/put-revocations.ts';
const TESTS = ['service/operations/migrate.test', 'service/operations/stage-of-3921242.test'];

const ALL: Removal[] = [
  {
    removes: 'formatIsBelow',
    file: CONDITIONS,
    from: 'or(isAbsent, expression`version < ${version}`, and(expression`version = ${version}`, isOfRevisionBelow(revision)))',
    to: ALWAYS,
  },
  {
    removes: 'the revision of formatIsBelow',
    file: CONDITIONS,
    from: ', and(expression`version = ${version}`, isOfRevisionBelow(revision)))',
    to: ')',
  },
  {
    removes: 'the revision of a migration that is continued',
    file: 'lib/table/table-format.ts',
    from: ' && toRevision === FORMAT_REVISION',
    to: '',
  },
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
    removes: 'the organization that an earlier version has dropped',
    file: UPGRADE_EVENT,
    from: 'hasLostOrganization || ',
    to: '',
    tests: ['service/operations/lost-organization.test'],
  },
  {
    removes: 'the other organizations of a publisher',
    file: 'lib/commands/migrate/lost-organization.ts',
    from: 'if (listed) return organizationId;',
    to: '',
    tests: ['service/operations/lost-organization.test'],
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
  {
    removes: 'the revocations that a migration finds',
    file: PUT_REVOCATIONS,
    from: '!present.has(nameOf(row))',
    to: 'present.has(nameOf(row))',
    tests: ['service/operations/put-revocations.test'],
  },
  {
    removes: 'the time of the migration from its revocations',
    file: PUT_REVOCATIONS,
    from: 'revocationRow(claim, revocation, now())',
    to: 'revocationRow(claim, revocation, claim.createdAt)',
    tests: ['service/operations/put-revocations.test'],
  },
  {
    removes: 'the version of a code that is revoked',
    file: 'lib/domain/revocations.ts',
    from: 'if (entry.reissued) codes.set(entry.reissued.ticket, entry.reissued.version);',
    to: '',
    tests: ['domain/revocations.test'],
  },
  {
    removes: 'the move of the history with a scan, so that version 0.5 changes the claim',
    file: 'lib/table/claims/history-attribute.ts',
    from: " || action.startsWith('ticket.')",
    to: '',
    tests: ['table/history-attribute.test'],
  },
  {
    removes: 'the name of an unfinished edit of gates, which an earlier version would finish without them',
    file: 'lib/table/events/job-rows.ts',
    from: "facts.gates === undefined ? 'edit' : WITH_GATES",
    to: "'edit'",
    tests: ['table/rows.test'],
  },
  {
    removes: 'the row of gates from the decision of an edit',
    file: 'lib/table/events/event-edits.ts',
    from: '...(job.edit.facts.gates === undefined ? [] : [{ Put: putAlways(table.name, gatesRow(event)) }]),',
    to: '',
    tests: ['service/events/gates.test'],
  },
  {
    removes: 'the row of gates from the publication of an event',
    file: 'lib/table/events/publish-event.ts',
    from: '...(event.gates ? [gatesRow(event)] : []),',
    to: '',
    tests: ['service/events/gates.test'],
  },
  {
    removes: 'the gates from the facts of an event',
    file: 'lib/table/events/event-rows.ts',
    from: '...gatesIn(rows), ',
    to: '',
    tests: ['service/operations/door-after-upgrade.test'],
  },
  {
    removes: 'the order in which an update replaces functions',
    file: 'lib/infra/holdfast-stack.ts',
    from: 'updateInOrder(this);',
    to: '',
    tests: ['infra/update-order.test'],
    projects: ['infra'],
  },
];

export const FORMAT_REMOVALS: Removal[] = ALL.map(removal => ({ tests: TESTS, ...removal }));
