/**
 * The keys of tokens: made by a function of ours while the stack is deployed, since CloudFormation can make no secret
 * parameter, and would see it if it could. What is in them neither template nor CloudFormation ever hears.
 */
import { CustomResource, Duration } from 'aws-cdk-lib';
import { Construct, type IDependable } from 'constructs';
import { createFunction, type Surroundings } from './functions.ts';
import { KEY_PARAMETERS, parameterNameOf } from './rights.ts';

export class TokenKeys extends Construct {
  /** Of the function that also rotates them. */
  readonly functionName: string;
  /** There once the keys are. */
  readonly resource: IDependable;

  constructor(scope: Construct, id: string, surroundings: Surroundings) {
    super(scope, id);
    const { stage } = surroundings;
    const creating = createFunction(this, 'create-token-keys', surroundings);
    const names = KEY_PARAMETERS.map(name => [name, parameterNameOf(stage, name)]);
    this.resource = new CustomResource(this, 'Resource', {
      resourceType: 'Custom::TokenKeys',
      serviceToken: creating.functionArn,
      // Retained in production: without the keys everybody's session would end.
      removalPolicy: stage.removal,
      // Where the function cannot even answer. CloudFormation's own patience is an hour.
      serviceTimeout: Duration.minutes(5),
      properties: Object.fromEntries(names),
    });
    this.functionName = creating.functionName;
  }
}
