/** The whole of Holdfast as one stack: the table, the API over it, and what follows each commit. */
import { Aspects, CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import type { Construct } from 'constructs';
import { PublicApi } from './http-api.ts';
import { Schedules } from './schedules.ts';
import type { Stage } from './stage.ts';
import { StreamConsumers } from './stream-consumers.ts';
import { createTable } from './table.ts';

/** For any account and Region: the stack names neither, and looks nothing up. */
export class HoldfastStack extends Stack {
  constructor(scope: Construct, stage: Stage) {
    super(scope, `Holdfast-${stage.name}`, {
      description: `Holdfast, stage ${stage.name}: sells seats and places without ever selling one twice`,
      terminationProtection: stage.removal === RemovalPolicy.RETAIN,
    });
    const table = createTable(this, stage);
    const surroundings = { stage, table };
    const api = new PublicApi(this, 'Http', surroundings);
    new StreamConsumers(this, 'Stream', surroundings);
    new Schedules(this, 'Schedule', surroundings);

    new CfnOutput(this, 'ApiUrl', { value: api.url });
    new CfnOutput(this, 'TableName', { value: table.tableName });
    new CfnOutput(this, 'SigningKeysParameter', {
      value: stage.signingKeysParameter,
      description: 'Put here once, as a SecureString, before the first request: see docs/operations.md',
    });
    Aspects.of(this).add(new AwsSolutionsChecks({ reports: false }));
    Aspects.of(this).add(new ServerlessChecks({ reports: false }));
  }
}
