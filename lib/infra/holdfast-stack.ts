/** The whole of Holdfast as one stack: the tables, the API, and the functions that follow each commit. */
import { Aspects, CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import type { Construct } from 'constructs';
import { STAGE_KIND_OUTPUT } from '../deployment/outputs.ts';
import { Alarms } from './alarms.ts';
import { StageDashboard } from './dashboard.ts';
import { EventConsumers } from './event-consumers.ts';
import { Files } from './files.ts';
import { PublicApi } from './http-api.ts';
import { SendingMail } from './mail.ts';
import { createNoticeBus } from './notice-bus.ts';
import { ProxySecret } from './proxy-secret.ts';
import { QueueConsumers } from './queue-consumers.ts';
import { Schedules } from './schedules.ts';
import { type Stage, settingsOf } from './stage.ts';
import { StreamConsumers } from './stream-consumers.ts';
import { createTables } from './table.ts';
import { TokenKeys } from './token-keys.ts';
import { updateInOrder } from './update-order.ts';
import { watchedIn } from './watched.ts';
import { WebApp } from './web-app.ts';

/** For any account and Region: the stack does not name or look up either. */
export class HoldfastStack extends Stack {
  constructor(scope: Construct, stage: Stage) {
    super(scope, `Holdfast-${stage.name}`, {
      description: `Holdfast, stage ${stage.name}: sells seats and places without ever selling one twice`,
      terminationProtection: stage.removal === RemovalPolicy.RETAIN,
    });
    const tables = createTables(this, stage);
    const keys = new TokenKeys(this, 'Keys', { stage, tables });
    const files = new Files(this, 'Files', { stage, tables }).bucket;
    const consumers = new QueueConsumers(this, 'Queue');
    const { queues } = consumers;
    const bus = createNoticeBus(this, stage);
    const mail = new SendingMail(this, 'Mail', stage);
    const surroundings = { stage, tables, channels: { bus, queues, files, mail } };
    const proxy = stage.web ? new ProxySecret(this, 'Proxy', surroundings) : undefined;
    const api = new PublicApi(this, 'Http', {
      ...surroundings,
      keys: keys.resource,
      ...(proxy && { proxySecretDigests: proxy.digests }),
    });
    const web = proxy && new WebApp(this, 'Web', { ...surroundings, apiHost: api.host, proxySecret: proxy.secret });
    const baseUrl = stage.baseUrl || (web?.url ?? api.url.replace(/\/$/, ''));
    web?.showPageBy(api.functions, baseUrl);
    consumers.createFunctions({ ...surroundings, baseUrl, keys: keys.resource });
    mail.reportReturnsTo(new EventConsumers(this, 'Event', surroundings).consumers['record-bounces']);
    new StreamConsumers(this, 'Stream', surroundings);
    new Schedules(this, 'Schedule', surroundings);
    updateInOrder(this);
    if (stage.alarms) {
      const watched = watchedIn(this, { stage, tables, api: api.node.findChild('Api') as HttpApi });
      const { topic } = new Alarms(this, 'Alarms', watched);
      new StageDashboard(this, 'Watch', watched);
      new CfnOutput(this, 'AlarmTopic', {
        value: topic.topicArn,
        description: 'Subscribe to it: see docs/monitoring.md',
      });
    }

    new CfnOutput(this, 'ApiUrl', { value: api.url });
    if (web)
      new CfnOutput(this, 'WebUrl', { value: web.url, description: 'The web app, and the API on the same origin' });
    new CfnOutput(this, 'TableName', { value: tables.sales.tableName });
    new CfnOutput(this, 'AccountsTableName', { value: tables.accounts.tableName });
    new CfnOutput(this, 'JournalTableName', { value: tables.journal.tableName });
    new CfnOutput(this, 'NoticeBusName', {
      value: bus.eventBusName,
      description: 'Attach rules to it: see docs/notices.md',
    });
    new CfnOutput(this, STAGE_KIND_OUTPUT, {
      value: stage.isTestStage ? 'test' : 'production',
      description: 'Only test stages take demonstration data: npm run seed asks',
    });
    new CfnOutput(this, 'Settings', {
      value: JSON.stringify(settingsOf(stage)),
      description: 'The -c settings besides the stage: npm run deploy asks before one of them is removed',
    });
    new CfnOutput(this, 'TokenKeysFunction', {
      value: keys.functionName,
      description: 'Rotates the token keys on request: see docs/operations.md',
    });
    Aspects.of(this).add(new AwsSolutionsChecks({ reports: false }));
    Aspects.of(this).add(new ServerlessChecks({ reports: false }));
  }
}
