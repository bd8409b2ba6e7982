/** The deployed stage prod: it has no demonstration, keeps its data, and cannot be removed by mistake. */
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { expect, test } from 'vitest';
import { clientOf, eventually } from '../e2e/client.ts';
import { cdk, npmRun } from './commands.ts';
import { apiUrl, outputOf } from './deployed.ts';

const PROD = 'Holdfast-prod';
const SENDER = 'tickets@holdfast.example';
const SETTINGS = [
  '-c',
  'stage=prod',
  '-c',
  'alarmEmail=on-call@example.com',
  '-c',
  `mailFrom=${SENDER}`,
  '-c',
  'mailIdentity=existing',
];
/** The list of mails that the emulator's SES has taken. */
const SENT = '/_ministack/ses/messages';
const MAILED_WITHIN_MS = 90_000;

/** Only in an emulator, because the stage retains data that would stay in an account. */
export function testProduction(): void {
  test('production has no demonstration, protects its data, and has alarms', async () => {
    await new SESv2Client().send(new CreateEmailIdentityCommand({ EmailIdentity: 'holdfast.example' }));
    const { code, output } = await npmRun('deploy', ['--require-approval', 'never', ...SETTINGS]);
    expect(code, output).toBe(0);
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

  test('production sends its mail through SES, from its sender', async () => {
    const email = 'buyer@holdfast.example';
    const api = clientOf(await apiUrl(PROD));
    const account = { email, password: 'four unlikely words 27', name: 'Buyer' };
    expect((await api('/v1/auth/register', { body: account })).status).toBe(201);
    const sent = async () => (await fetch(`${process.env.AWS_ENDPOINT_URL}${SENT}`)).text();
    const mails = await eventually(sent, text => text.includes(email), MAILED_WITHIN_MS);
    expect(mails).toContain(SENDER);
  });

  test('production is not destroyed by mistake', async () => {
    const { code, output } = await cdk(['destroy', PROD, '--force', ...SETTINGS]);
    expect(code, output).not.toBe(0);
    expect(output).toMatch(/TerminationProtection/i);
    expect((await clientOf(await apiUrl(PROD))('/health')).status).toBe(200);
  });
}
