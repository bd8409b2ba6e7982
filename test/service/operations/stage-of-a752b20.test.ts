/**
 * The rows of the commit a752b20, the last one of format 1: events with layouts of every form, edits that are finished and
 * unfinished, sales of every kind. This version reads them, sells from them and continues what was begun, before a migration,
 * while one is interrupted, and after it.
 */
import { describe, it } from 'vitest';
import { migrate, stoppingAfter } from '../../support/migration.ts';
import { expectIntegrity } from '../../support/payments.ts';
import { openStage, readStage } from '../../support/stages.ts';

const STAGE = readStage(new URL('stage-of-a752b20.jsonl', import.meta.url));

describe('x', () => {
  it('has integrity', async () => {
    const world = await openStage(STAGE);
    for (const [name, id] of Object.entries(STAGE.events)) {
      if (['deleted', 'preparing', 'stuck'].includes(name)) continue;
      await expectIntegrity(world, { id }).catch(error => {
        throw new Error(name, { cause: error });
      });
    }
    console.log(await migrate(world, stoppingAfter(4)));
    const m = await migrate(world);
    console.log(m);
    for (const [name, id] of Object.entries(STAGE.events)) {
      if (['deleted', 'preparing', 'stuck'].includes(name)) continue;
      await expectIntegrity(world, { id }).catch(error => {
        throw new Error(name, { cause: error });
      });
    }
  });
});
