/** How commands read their options, and what they refuse before they do anything. */

import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../bin/commands.ts';
import { type Command, command } from '../../lib/cli/command.ts';
import { readOptions, requireOne } from '../../lib/cli/read-options.ts';
import { UsageError } from '../../lib/cli/usage-error.ts';
import { redriveOptions } from '../../lib/commands/redrive/redrive.ts';
import { republishOptions } from '../../lib/commands/republish/republish.ts';
import { connectionOf } from '../../lib/commands/shared/named-table.ts';
import { sendUntilProcessed } from '../../lib/commands/shared/paced-reads.ts';
import { createEngine } from '../../lib/engine/engine.ts';
import { startEngineServer } from '../../lib/engine/server/http-server.ts';
import { JSON_CODEC } from '../../lib/engine/values/attribute-codec.ts';
import type { Table } from '../../lib/table/table.ts';
import { sharedTables } from '../../lib/table/table.ts';

describe('options', () => {
  const example = command({
    group: 'operation',
    summary: 'Does it.',
    options: { stage: { value: 'stage', summary: '', isRequired: true }, 'dry-run': { summary: '' } },
    example: '--stage dev',
    load: async () => () => undefined,
  });
  const read = (args: string[], variables: NodeJS.ProcessEnv = {}) => readOptions('it', example, { args, variables });

  it('used to be lost if npm kept them, and the command ran for real: now it refuses', () => {
    const kept = { npm_config_dry_run: 'true', npm_config_stage: 'prod' };
    expect(() => read([], kept)).toThrow(UsageError);
    expect(() => read([], kept)).toThrow(
      'npm kept --stage and --dry-run for itself. Write -- before the options: npm run it -- --stage dev',
    );
    expect(() => read(['--stage=dev'], kept)).toThrow('npm kept --dry-run for itself');
  });

  it('are accepted after --, also if npm has a setting of the same name', () => {
    const variables = { npm_config_dry_run: 'true', npm_config_registry: 'http://localhost', npm_config_stage: '' };
    expect(read(['--stage', 'dev', '--dry-run'], variables)).toEqual({ stage: 'dev', 'dry-run': true });
  });
});

describe('redriving and republishing', () => {
  const read = (name: string, args: string[]) =>
    readOptions(name, COMMANDS[name] as Command, { args, variables: {} }) as never;
  const readRedrive = (args: string[]) => redriveOptions(read('redrive', args));
  const readRepublish = (args: string[]) => republishOptions(read('republish', args));

  it('used dev if no stage was given: now each asks for one', () => {
    expect(() => readRedrive([])).toThrow('--stage is missing. Call it as npm run redrive -- --stage <stage>');
    expect(() => readRepublish([])).toThrow('Give exactly one of --stage and --name.');
    expect(readRedrive(['--stage', 'prod'])).toEqual({ stage: 'prod', republish: false, unitsPerSecond: 500 });
  });

  it('used to take --name silently although --stage was given as well', () => {
    expect(() => readRepublish(['--stage', 'dev', '--name', 'restored'])).toThrow('exactly one of --stage and --name');
    expect(readRepublish(['--name', 'restored']).named).toEqual({ stage: undefined, name: 'restored' });
  });

  it('used to read a time without an offset as local time', () => {
    const since = (text: string) => readRepublish(['--stage', 'dev', '--since', text]).options.since;
    expect(since('2026-11-21T18:00:00Z')).toBe(Date.UTC(2026, 10, 21, 18));
    expect(since('2026-11-21T18:00:00+01:00')).toBe(Date.UTC(2026, 10, 21, 17));
    for (const text of ['2026-11-21T18:00:00', '2026-11-21', 'yesterday', 'Z']) {
      expect(() => since(text)).toThrow('--since must be a time with its offset');
    }
  });

  it('used to accept a part of three numbers, such as 1/2/3, and ignore the third', () => {
    const part = (text: string) => readRepublish(['--stage', 'dev', '--from', text]).options;
    expect(part('17/64')).toMatchObject({ from: 17, parts: 64 });
    expect(() => part('1/2/3')).toThrow('--from must be a part such as 17/64');
    for (const text of ['3/2', '1', '/', '-1/2', '1/0']) expect(() => part(text)).toThrow(UsageError);
  });
});

describe('a table', () => {
  const local = { DYNAMODB_ENDPOINT: 'http://127.0.0.1:8000' };

  it('given by name was looked up on AWS although DYNAMODB_ENDPOINT named a local one: now it is local', async () => {
    const engine = createEngine({ now: Date.now });
    const { endpoint, close } = await startEngineServer({
      engineOf: () => (operation, input) => engine.execute(operation, input, JSON_CODEC),
    });
    const tables = { sales: 'restored', accounts: 'restored-accounts', journal: 'restored-journal' };
    expect(await connectionOf({ name: 'restored' }, { DYNAMODB_ENDPOINT: endpoint })).toMatchObject({
      tables,
      endpoint,
      region: 'us-east-1',
    });
    await close();
    expect(await connectionOf({ name: 'restored' }, {})).toEqual({ tables: sharedTables('restored') });
  });

  it('of a stage is refused while DYNAMODB_ENDPOINT names a local DynamoDB', async () => {
    await expect(connectionOf({ stage: 'prod' }, local)).rejects.toThrow('names a local DynamoDB, but --stage prod');
  });

  it('needs exactly one name, and not an empty one', () => {
    const oneOf = ['stage', 'name'];
    for (const named of [{}, { stage: '' }, { name: '' }, { stage: 'dev', name: 'restored' }]) {
      expect(() => requireOne(named, oneOf, 'npm run it')).toThrow('Call it as npm run it');
    }
    requireOne({ stage: 'dev', name: undefined }, oneOf, 'npm run it');
  });
});

describe('a batch that DynamoDB processes partly', () => {
  function patience() {
    let pauses = 0;
    const pause = async () => {
      pauses += 1;
    };
    return { table: { clock: { pause } } as unknown as Table, pauses: () => pauses };
  }

  it('used to be sent again without a pause: now there is one before each retry', async () => {
    const { table, pauses } = patience();
    const sent: number[][] = [];
    await sendUntilProcessed(table, [1, 2, 3], async pending => {
      sent.push(pending);
      return pending.slice(1);
    });
    expect(sent).toEqual([[1, 2, 3], [2, 3], [3]]);
    expect(pauses()).toBe(2);
  });

  it('used to be sent again without end: now it is busy after a minute without progress', async () => {
    const { table, pauses } = patience();
    await expect(sendUntilProcessed(table, [1], async pending => pending)).rejects.toMatchObject({ code: 'busy' });
    expect(pauses()).toBe(59);
  });
});
