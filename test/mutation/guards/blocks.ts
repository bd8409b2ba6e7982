/** Seeded bugs in the guards of places that an organizer keeps from sale. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it replaces source text
import { byTest, type Guard } from '../mutant.ts';

const TABLE_TESTS = 'test/table/block-conditions.test.ts';
const SERVICE_TESTS = 'test/service/events/blocks.test.ts';
const MIGRATION_TESTS = 'test/service/operations/convert-blocks.test.ts';

export const BLOCK_GUARDS: Guard[] = [
  {
    name: 'an edit changes a block that has another owner than the one that was read',
    file: 'lib/table/conditions.ts',
    from: 'expression`blockedBy = ${owner}`',
    to: 'expression`attribute_exists(blockedBy)`',
    breaks: 'P2',
    caughtBy: [
      byTest(
        TABLE_TESTS,
        'when DynamoDB names one reason > a block with another owner than the one that was read is not lifted',
      ),
      byTest(
        TABLE_TESTS,
        'when DynamoDB names all reasons > the organizer becomes the owner of blocks that still have the owner that was read, and gets their note',
      ),
    ],
  },
  {
    name: 'an edit sells more places of a bucket than the organizer keeps',
    file: 'lib/table/conditions.ts',
    from: 'expression`blockedByOrganizer >= ${quantity}`',
    to: 'expression`attribute_exists(pk)`',
    breaks: 'P1',
    caughtBy: [
      byTest(
        TABLE_TESTS,
        'when DynamoDB names one reason > a bucket never has fewer than 0 places of the organizer: lift',
      ),
    ],
  },
  {
    name: 'an organizer sells the places that a closing has blocked',
    file: 'lib/domain/blocks.ts',
    from: ' && blockedBy !== closedBy)',
    to: ' && closedBy !== ORGANIZER)',
    breaks: 'P2',
    caughtBy: [
      byTest(
        SERVICE_TESTS,
        'an event that is closed > and opened again lets the organizer lift the own blocks, but not those of the closing',
      ),
    ],
  },
  {
    name: 'a migration makes the organizer the owner of a block of the closing',
    file: 'lib/commands/migrate/convert-blocks.ts',
    from: ' && !ends.has(blockedBy)',
    to: '',
    breaks: 'P2',
    caughtBy: [
      byTest(MIGRATION_TESTS, 'the migration of blocks > of an event that was closed leaves the blocks of that edit'),
    ],
  },
  {
    name: 'a migration makes the organizer the owner of a block of an unfinished edit',
    file: 'lib/commands/migrate/convert-blocks.ts',
    from: 'blockedBy !== unfinished && ',
    to: '',
    breaks: 'P2',
    caughtBy: [
      byTest(
        MIGRATION_TESTS,
        'the migration of blocks > leaves the blocks of an unfinished edit, so that they are lifted when it is refused',
      ),
    ],
  },
  {
    name: 'a migration takes the withdrawn places of an unfinished edit for the organizer',
    file: 'lib/commands/migrate/keep-withdrawn.ts',
    from: ' && !(ofJob && id.startsWith(ofJob))',
    to: '',
    breaks: 'P2',
    caughtBy: [
      byTest(
        'test/service/operations/keep-withdrawn.test.ts',
        'places of an unfinished edit stay withdrawn until it ends',
      ),
    ],
  },
  {
    name: 'the blocks of a decided edit stay its own, so that no one can lift them',
    file: 'lib/usecases/events/settle-places.ts',
    from: 'const kept = await keepSeats(run, current);',
    to: 'const kept = { leased: current, isDone: true };',
    breaks: 'P2',
    caughtBy: [
      byTest(SERVICE_TESTS, 'blocked seats > belong to the organizer once the edit is decided, with its note'),
    ],
  },
  {
    name: 'blocks that were lifted come back with the layout of the event',
    file: 'lib/table/events/publish-event.ts',
    from: 'layoutRows(withoutBlocks(facts))',
    to: 'layoutRows(facts)',
    breaks: 'P7',
    caughtBy: [
      byTest(
        SERVICE_TESTS,
        'the blocks of a venue file > are not in the stored layout, so that nothing can bring them back after they were lifted',
      ),
    ],
  },
];
