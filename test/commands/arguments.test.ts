/** What operators' commands are asked, and what they refuse before anything is looked at. */
import { describe, expect, it } from 'vitest';
import { readArguments } from '../../lib/cli/run-command.ts';
import { UsageError } from '../../lib/cli/usage-error.ts';
import { readOptions as readRedrive } from '../../lib/commands/redrive/redrive.ts';
import { readOptions as readRepublish } from '../../lib/commands/republish/republish.ts';
import { connectionOf, requireOne } from '../../lib/commands/shared/named-table.ts';
import { sendWholly } from '../../lib/commands/shared/patient-reads.ts';
import type { Table } from '../../lib/table/table.ts';

describe('arguments', () => {
  const OPTIONS = { stage: { type: 'string' }, 'dry-run': { type: 'boolean', default: false } } as const;
  const read = (args: string[], variables: NodeJS.ProcessEnv) =>
    readArguments('npm run it -- --stage dev [--dry-run]', OPTIONS, { args, variables });

  it('that npm kept for itself once left a command to run for real: now it refuses', () => {
    const kept = { npm_config_dry_run: 'true', npm_config_stage: 'prod' };
    expect(() => read([], kept)).toThrow(UsageError);
    expect(() => read([], kept)).toThrow(
      'npm kept --stage and --dry-run for itself: write -- before the options, as in npm run it -- --stage dev [--dry-run]',
    );
    expect(() => read(['--stage=dev'], kept)).toThrow('npm kept --dry-run for itself');
  });

  it('that came through are what was said, whatever npm was told besides', () => {
    const variables = { npm_config_dry_run: 'true', npm_config_registry: 'http://localhost', npm_config_stage: '' };
    expect(read(['--stage', 'dev', '--dry-run'], variables)).toEqual({ stage: 'dev', 'dry-run': true });
  });
});

describe('redriving and republishing', () => {
  it('once took dev for the stage where none was named: now each asks for one', () => {
    expect(() => readRedrive([])).toThrow('Of which stage? Call it as npm run redrive -- --stage dev');
    expect(() => readRepublish([])).toThrow('Which table, by --stage or by --name?');
    expect(readRedrive(['--stage', 'prod'])).toEqual({ stage: 'prod', republish: false, unitsPerSecond: 500 });
  });

  it('once took --name, silently, where --stage was said as well', () => {
    expect(() => readRepublish(['--stage', 'dev', '--name', 'restored'])).toThrow('by --stage or by --name?');
    expect(readRepublish(['--name', 'restored']).named).toEqual({ stage: undefined, name: 'restored' });
  });

  it('once took a time without an offset for local time', () => {
    const since = (text: string) => readRepublish(['--stage', 'dev', '--since', text]).options.since;
    expect(since('2026-11-21T18:00:00Z')).toBe(Date.UTC(2026, 10, 21, 18));
    expect(since('2026-11-21T18:00:00+01:00')).toBe(Date.UTC(2026, 10, 21, 17));
    for (const text of ['2026-11-21T18:00:00', '2026-11-21', 'yesterday', 'Z']) {
      expect(() => since(text)).toThrow('--since must be a time with its offset');
    }
  });

  it('once took a part of three numbers for one of two', () => {
    const part = (text: string) => readRepublish(['--stage', 'dev', '--from', text]).options;
    expect(part('17/64')).toMatchObject({ from: 17, parts: 64 });
    expect(() => part('1/2/3')).toThrow('--from must be a part of all');
    for (const text of ['3/2', '1', '/', '-1/2', '1/0']) expect(() => part(text)).toThrow(UsageError);
  });
});

describe('a table', () => {
  const local = { DYNAMODB_ENDPOINT: 'http://127.0.0.1:8000' };

  it('that is named once went to AWS though DYNAMODB_ENDPOINT named a local one', async () => {
    expect(await connectionOf({ name: 'restored' }, local)).toMatchObject({
      tableName: 'restored',
      endpoint: local.DYNAMODB_ENDPOINT,
      region: 'us-east-1',
    });
    expect(await connectionOf({ name: 'restored' }, {})).toEqual({ tableName: 'restored' });
  });

  it('of a stage is not on a local DynamoDB', async () => {
    await expect(connectionOf({ stage: 'prod' }, local)).rejects.toThrow('names a local DynamoDB, and --stage prod');
  });

  it('has one name: not none, and not an empty one', () => {
    for (const named of [{}, { stage: '' }, { name: '' }, { stage: 'dev', name: 'restored' }]) {
      expect(() => requireOne(named, 'npm run it')).toThrow('Call it as npm run it');
    }
    requireOne({ stage: 'dev', name: undefined }, 'npm run it');
  });
});

describe('a batch of which DynamoDB leaves parts undone', () => {
  function patience() {
    let pauses = 0;
    const pause = async () => {
      pauses += 1;
    };
    return { table: { clock: { pause } } as unknown as Table, pauses: () => pauses };
  }

  it('once was sent again without a pause: now it waits a little each time', async () => {
    const { table, pauses } = patience();
    const sent: number[][] = [];
    await sendWholly(table, [1, 2, 3], async pending => {
      sent.push(pending);
      return pending.slice(1);
    });
    expect(sent).toEqual([[1, 2, 3], [2, 3], [3]]);
    expect(pauses()).toBe(2);
  });

  it('once was sent again for ever: now a minute without progress is enough', async () => {
    const { table, pauses } = patience();
    await expect(sendWholly(table, [1], async pending => pending)).rejects.toMatchObject({ code: 'busy' });
    expect(pauses()).toBe(59);
  });
});
