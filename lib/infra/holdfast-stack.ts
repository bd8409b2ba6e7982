/** The whole of Holdfast as one stack: the table, the API over it, and what follows each commit. */
import { Aspects, CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import type { Construct } from 'constructs';
import { PublicApi } from './http-api.ts';
import { Schedules } from './schedules.ts';
import type { Stage } from './stage.ts';
import { StreamConsumers } from './stream-consumers.ts';
import { createTable } from './table.ts';
import { TokenKeys } from './token-keys.ts';

/** For any account and Region: the stack names neither, and looks nothing up. */
export class HoldfastStack extends Stack {
  constructor(scope: Construct, stage: Stage) {
    super(scope, `Holdfast-${stage.name}`, {
      description: `Holdfast, stage ${stage.name}: sells seats and places without ever selling one twice`,
      terminationProtection: stage.removal === RemovalPolicy.RETAIN,
    });
    const table = createTable(this, stage);
    const surroundings = { stage, table };
    const keys = new TokenKeys(this, 'Keys', surroundings);
    const api = new PublicApi(this, 'Http', { ...surroundings, keys: keys.resource });
    new StreamConsumers(this, 'Stream', surroundings);
    new Schedules(this, 'Schedule', surroundings);

    new CfnOutput(this, 'ApiUrl', { value: api.url });
    new CfnOutput(this, 'TableName', { value: table.tableName });
    new CfnOutput(this, 'TokenKeysFunction', {
      value: keys.functionName,
      description: 'Rotates the keys of tokens when it is asked: see docs/operations.md',
    });
    Aspects.of(this).add(new AwsSolutionsChecks({ reports: false }));
    Aspects.of(this).add(new ServerlessChecks({ reports: false }));
  }
}
