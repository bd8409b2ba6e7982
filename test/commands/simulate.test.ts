/** The command `simulate` with wrong options. */
import { expect, it } from 'vitest';
import { UsageError } from '../../lib/cli/usage-error.ts';
import { simulate } from '../../lib/commands/simulate/simulate.ts';

it('refuses a history file that cannot be written, before the first seed runs', async () => {
  const history = '/no/such/folder/history.jsonl';
  const run = simulate({ seeds: '1', seed: '1', workers: '1', focus: undefined, history });
  await expect(run).rejects.toThrow(
    new UsageError(`--history names a file that cannot be written: ${history} (ENOENT).`),
  );
});

it('refuses a focus that it does not know, and names those that it knows', async () => {
  const run = simulate({ seeds: '1', seed: '1', workers: '1', focus: 'part', history: undefined });
  await expect(run).rejects.toThrow(new UsageError('--focus must be one of: parts.'));
});
