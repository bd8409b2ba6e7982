/** The deployed stage prod: it has no demonstration, keeps its data, and cannot be removed by mistake. */
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { IAMClient, PutRolePolicyCommand, paginateListRoles } from '@aws-sdk/client-iam';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { expect, test } from 'vitest';
import { readDeployedStack } from '../../lib/commands/shared/deployed-stack.ts';
import { digestOfEmail } from '../../lib/domain/email.ts';
import { mailReturnEvent } from '../../lib/domain/mail-returns.ts';
import { nameIn, PREFIX, suppressedKey } from '../../lib/table/keys.ts';
import { clientOf, eventually } from '../e2e/client.ts';
import { cdk, npmRun } from './commands.ts';
import { apiUrl, openDocuments, outputOf } from './deployed.ts';

const PROD = 'Holdfast-prod';
const BUYER = 'buyer@holdfast.example';
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
    await letSendWithoutResource();
    const api = clientOf(await apiUrl(PROD));
    const account = { email: BUYER, password: 'four unlikely words 27', name: 'Buyer' };
    expect((await api('/v1/auth/register', { body: account })).status).toBe(201);
    const sent = async () => (await fetch(`${process.env.AWS_ENDPOINT_URL}${SENT}`)).text();
    const mails = await eventually(sent, text => text.includes(BUYER), MAILED_WITHIN_MS);
    expect(mails).toContain(SENDER);
  });

  test('production sends no more mail to an address whose mail SES reports as bounced', async () => {
    const TableName = await outputOf('AccountsTableName', PROD);
    const emailDigest = digestOfEmail(BUYER);
    const ofBuyer = {
      ExpressionAttributeValues: { ':digest': emailDigest },
      FilterExpression: 'emailDigest = :digest',
    };
    // The mail gets its mark after SES has taken it.
    const find = async () => (await openDocuments().scan({ TableName, ...ofBuyer })).Items ?? [];
    const [sent] = await eventually(find, ({ length }) => length > 0, MAILED_WITHIN_MS);
    const mailId = nameIn(sent?.pk, PREFIX.mail);
    // Neither AWS nor the emulator lets others put events of AWS on a bus. So this starts the function as the rule does.
    const { triggers } = await readDeployedStack(new CloudFormationClient(), 'prod');
    const report = mailReturnEvent({ mailId, kind: 'bounced', at: Date.now() });
    await new LambdaClient().send(
      new InvokeCommand({
        FunctionName: triggers['record-bounces'].functionName,
        InvocationType: 'Event',
        Payload: JSON.stringify(report),
      }),
    );
    const suppressed = async () => (await openDocuments().get({ TableName, Key: suppressedKey(emailDigest) })).Item;
    const row = await eventually(suppressed, found => found !== undefined, MAILED_WITHIN_MS);
    expect(row).toMatchObject({ reason: 'bounced' });
  });

  test('production is not destroyed by mistake', async () => {
    const { code, output } = await cdk(['destroy', PROD, '--force', ...SETTINGS]);
    expect(code, output).not.toBe(0);
    expect(output).toMatch(/TerminationProtection/i);
    expect((await clientOf(await apiUrl(PROD))('/health')).status).toBe(200);
  });
}

/**
 * AWS checks a mail against its identity and its configuration set. The emulator checks it against no resource, so the rights of the
 * stack would never be enough.
 */
async function letSendWithoutResource(): Promise<void> {
  const client = new IAMClient();
  const Action = ['ses:SendEmail', 'ses:SendRawEmail'];
  const PolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
  });
  for await (const { Roles = [] } of paginateListRoles({ client }, {})) {
    for (const { RoleName = '' } of Roles) {
      if (!/^Holdfast-prod-Queuesend/.test(RoleName)) continue;
      await client.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'emulated-mail', PolicyDocument }));
    }
  }
}
