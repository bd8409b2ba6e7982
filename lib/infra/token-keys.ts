/**
 * The token keys: a custom resource makes them during the deployment, because CloudFormation cannot make a secret
 * parameter, and would see its value if it could. Neither the template nor CloudFormation ever contains a key.
 */
import { CustomResource, Duration } from 'aws-cdk-lib';
import { Construct, type IDependable } from 'constructs';
import { createFunction, type Surroundings } from './functions.ts';
import { KEY_PARAMETERS, parameterNameOf } from './rights.ts';

export class TokenKeys extends Construct {
  /** The name of the function, which also rotates the keys. */
  readonly functionName: string;
  /** The resource that exists once the keys exist. */
  readonly resource: IDependable;

  constructor(scope: Construct, id: string, surroundings: Surroundings) {
    super(scope, id);
    const { stage } = surroundings;
    const creating = createFunction(this, 'create-token-keys', surroundings);
    const names = KEY_PARAMETERS.map(name => [name, parameterNameOf(stage, name)]);
    this.resource = new CustomResource(this, 'Resource', {
      resourceType: 'Custom::TokenKeys',
      serviceToken: creating.functionArn,
      // Retained in production: without the keys every session would end.
      removalPolicy: stage.removal,
      // Fails the deployment if the function cannot answer. CloudFormation's own timeout is an hour.
      serviceTimeout: Duration.minutes(5),
      properties: Object.fromEntries(names),
    });
    this.functionName = creating.functionName;
  }
}
