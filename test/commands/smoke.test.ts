/** The checks of a smoke test on doubles of the API, of the tables and of IAM: what each one takes for passed, failed and not supported. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { IAMClient } from '@aws-sdk/client-iam';
import { describe, expect, it } from 'vitest';
import type { Answer, Call } from '../../lib/commands/race/client.ts';
import { addressOf, apiOf } from '../../lib/commands/smoke/api.ts';
import { type Check, NotSupported, runChecks } from '../../lib/commands/smoke/checks.ts';
import { expectationsOf, functionRightsOf } from '../../lib/commands/smoke/function-rights.ts';
import { journalCheck } from '../../lib/commands/smoke/journal-check.ts';
import { rightsChecks } from '../../lib/commands/smoke/rights-check.ts';
import { namesOf, sharedTables, type Table, type TableNames } from '../../lib/table/table.ts';

const instantly = async (): Promise<void> => undefined;
const named = (name: string, message = name) => Object.assign(new Error(message), { name });

async function linesOf(...checks: Check[]): Promise<string[]> {
  const lines: string[] = [];
  await runChecks(checks, line => lines.push(line));
  return lines;
}

describe('checks', () => {
  it('are told one a line: passed, failed, or not supported, which never counts as passed', async () => {
    const lines: string[] = [];
    const checks = [
      { name: 'a sale', run: async () => 'bkg_1' },
      { name: 'an edit', run: () => Promise.reject(new Error('500')) },
      { name: 'the policy', run: () => Promise.reject(new NotSupported('an emulator')) },
    ];
    expect(await runChecks(checks, line => lines.push(line))).toEqual({ passed: 1, failed: 1, notSupported: 1 });
    expect(lines).toEqual([
      'passed              a sale: bkg_1',
      'FAILED              an edit: 500',
      'not supported here  the policy: an emulator',
    ]);
  });
});

describe('a call of the API', () => {
  const apiThatAnswers = (...answers: Partial<Answer>[]) => {
    const sent: Call[] = [];
    const send = async (call: Call) => {
      sent.push(call);
      return { status: 0, body: undefined, ms: 0, ...(answers.length > 1 ? answers.shift() : answers[0]) };
    };
    return { api: apiOf({ send }, instantly), sent };
  };
  const call = { method: 'POST', path: '/v1/bookings' } as const;

  it('is repeated while the service is busy, undecided or throttled', async () => {
    const { api, sent } = apiThatAnswers(
      { status: 503 },
      { status: 202 },
      { status: 429 },
      { status: 201, body: { id: 'b' } },
    );
    expect(await api(call, 201)).toEqual({ id: 'b' });
    expect(sent).toHaveLength(4);
  });

  it('fails with what was answered, also without an answer, and after twenty tries', async () => {
    const refused = apiThatAnswers({ status: 403, body: { code: 'forbidden', detail: 'needs a role' } });
    await expect(refused.api(call, 201)).rejects.toThrow(
      'POST /v1/bookings was answered with 403 forbidden needs a role, not 201',
    );
    const silent = apiThatAnswers({ failure: 'ECONNREFUSED' });
    await expect(silent.api(call, 201)).rejects.toThrow('was answered with no answer (ECONNREFUSED)');
    const busy = apiThatAnswers({ status: 503 });
    await expect(busy.api(call, 201)).rejects.toThrow('503');
    expect(busy.sent).toHaveLength(20);
  });

  it('goes to the address of the stack, or under the path of an emulator', () => {
    const url = 'https://abc.execute-api.eu-central-1.amazonaws.com';
    expect(String(addressOf(url, undefined))).toBe(`${url}/`);
    expect(String(addressOf(url, 'http://127.0.0.1:4566'))).toBe(
      'http://127.0.0.1:4566/_aws/execute-api/abc/$default/',
    );
    expect(() => addressOf(undefined, undefined)).toThrow('no output ApiUrl');
  });
});

describe('an update of the journal', () => {
  const THREE = { sales: 's', accounts: 'a', journal: 'j' };
  const check = (error: Error | undefined, { names = THREE as TableNames, isEmulated = false } = {}) => {
    const documents = { send: () => (error ? Promise.reject(error) : Promise.resolve({})) };
    return linesOf(journalCheck({ ...namesOf(names), documents } as unknown as Table, { isEmulated }));
  };
  const REFUSED = named('ConditionalCheckFailedException');

  it('passes only if the policy of the table denies it', async () => {
    const denied = 'not authorized to perform: dynamodb:UpdateItem with an explicit deny in a resource-based policy';
    expect(await check(named('AccessDeniedException', denied))).toEqual([expect.stringMatching(/^passed/)]);
  });

  it('fails if it reaches the table: its condition is false for every row, so nothing was changed', async () => {
    expect(await check(REFUSED)).toEqual([expect.stringMatching(/^FAILED .* j lacks its policy/)]);
    expect(await check(undefined)).toEqual([expect.stringMatching(/^FAILED/)]);
  });

  it('is not supported where the policy cannot be shown', async () => {
    const other = named('AccessDeniedException', 'no identity-based policy allows the dynamodb:UpdateItem action');
    for (const [error, options] of [
      [other, {}],
      [REFUSED, { isEmulated: true }],
      [REFUSED, { names: sharedTables('s') }],
    ] as const) {
      expect(await check(error, options)).toEqual([expect.stringMatching(/^not supported here/)]);
    }
  });

  it('fails with an error of AWS that says nothing about rights', async () => {
    expect(await check(named('ResourceNotFoundException'))).toEqual([expect.stringMatching(/^FAILED/)]);
  });
});

describe('the rights of a function', () => {
  const expected = [
    { resource: 'arn:aws:dynamodb:::table/j', allowed: ['dynamodb:PutItem'], denied: ['dynamodb:UpdateItem'] },
  ];
  const simulator = (decisions: Record<string, string> | Error) =>
    ({
      send: async () => {
        if (decisions instanceof Error) throw decisions;
        const results = Object.entries(decisions).map(([EvalActionName, EvalDecision]) => ({
          EvalActionName,
          EvalDecision,
        }));
        return { EvaluationResults: results, IsTruncated: false };
      },
    }) as unknown as IAMClient;
  const lines = (decisions: Record<string, string> | Error) =>
    linesOf(...rightsChecks(simulator(decisions), [{ name: 'holds', roleArn: 'r', expected }]));

  it('pass if the simulator allows exactly what rights.ts says', async () => {
    expect(await lines({ 'dynamodb:PutItem': 'allowed', 'dynamodb:UpdateItem': 'explicitDeny' })).toEqual([
      'passed              the rights of holds',
    ]);
  });

  it('fail if one is missing, or too many', async () => {
    expect(await lines({ 'dynamodb:PutItem': 'implicitDeny', 'dynamodb:UpdateItem': 'allowed' })).toEqual([
      'FAILED              the rights of holds: may not dynamodb:PutItem on j, may dynamodb:UpdateItem on j',
    ]);
    expect(await lines({})).toEqual([expect.stringMatching(/^FAILED .*may not dynamodb:PutItem/)]);
  });

  it('are not supported if the simulator cannot be asked, and fail after any other error', async () => {
    expect(await lines(named('AccessDenied'))).toEqual([expect.stringMatching(/^not supported here/)]);
    expect(await lines(named('NoSuchEntity'))).toEqual([expect.stringMatching(/^FAILED/)]);
  });

  it('are asked of deployed functions only: used to fail on production, which has no function demo', async () => {
    const client = {
      send: async () => ({ Table: { TableArn: 'arn:aws:dynamodb:r:123:table/t' } }),
    } as unknown as DynamoDBClient;
    const stack = { tables: sharedTables('t'), roles: { holds: 'HoldsRole', publishhistory: 'PublishRole' } };
    const found = await functionRightsOf(client, stack);
    expect(found.map(({ name, roleArn }) => [name, roleArn])).toEqual([
      ['holds', 'arn:aws:iam::123:role/HoldsRole'],
      ['publish-history', 'arn:aws:iam::123:role/PublishRole'],
    ]);
  });

  it('are expected on each table: publish-history may only put into the journal, and has no account', () => {
    const tables = { sales: 's', accounts: 'a', journal: 'j' };
    const arns = new Map(['s', 'a', 'j'].map(name => [name, `arn/${name}`]));
    const [sales, accounts, journal] = expectationsOf('publish-history', tables, arns);
    expect(sales?.allowed).toContain('dynamodb:UpdateItem');
    expect([accounts?.allowed, journal?.allowed]).toEqual([[], ['dynamodb:PutItem']]);
    expect(journal?.denied).toEqual(
      expect.arrayContaining(['dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem']),
    );
    const shared = expectationsOf('accounts', sharedTables('s'), arns);
    expect(new Set(shared.map(({ resource }) => resource.split('/')[1]))).toEqual(new Set(['s']));
    expect(shared[0]?.allowed).toContain('dynamodb:PutItem');
    expect(expectationsOf('holds', tables, arns).map(({ resource }) => resource)).toContain('arn/s/index/byOwner');
  });
});
