/** The stage prod as it is deployed: what it must not have, what it must keep, and that it is not removed by mistake. */
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { clientOf } from '../e2e/client.ts';
import { cdk, npmRun } from './commands.ts';
import { apiUrl, outputOf } from './deployed.ts';

const PROD = 'Holdfast-prod';
const SETTINGS = ['-c', 'stage=prod', '-c', 'alarmEmail=on-call@example.com'];

/** For an emulator: what it retains would stay in an account. */
export function testProduction(): void {
  test('production deploys without any demonstration, protects its data, and is watched', async () => {
    const { code, said } = await npmRun('deploy', ['--require-approval', 'never', ...SETTINGS]);
    expect(code, said).toBe(0);
    const api = clientOf(await apiUrl(PROD));
    expect((await api('/health')).body).toMatchObject({ status: 'ok' });
    expect((await api('/v1/demo/customers', { body: { count: 1 } })).body).toMatchObject({ code: 'route-not-found' });
    const dynamodb = new DynamoDBClient();
    const TableName = await outputOf('TableName', PROD);
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));
    expect(Table).toMatchObject({ DeletionProtectionEnabled: true });
    const { MetricAlarms = [] } = await new CloudWatchClient().send(new DescribeAlarmsCommand());
    expect(MetricAlarms.length).toBeGreaterThan(10);
    for (const { ActionsEnabled, AlarmActions } of MetricAlarms) {
      expect([ActionsEnabled, AlarmActions]).toEqual([true, [expect.stringContaining('arn:aws:sns:')]]);
    }
  });

  test('production is not destroyed by mistake', async () => {
    const { code, said } = await cdk(['destroy', PROD, '--force', ...SETTINGS]);
    expect(code, said).not.toBe(0);
    expect(said).toMatch(/TerminationProtection/i);
    expect((await clientOf(await apiUrl(PROD))('/health')).status).toBe(200);
  });
}
