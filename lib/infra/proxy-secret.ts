/**
 * The secret by which the stage's CloudFront proves itself to the API. A custom resource makes it during the deployment: the template
 * has neither the secret nor its digest. CloudFront keeps it in its configuration, functions have only the digest.
 */
import { CustomResource, Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { createFunction, type Surroundings } from './functions.ts';

/** Another number replaces the secret at the next deployment. */
const GENERATION = '1';

export class ProxySecret extends Construct {
  readonly secret: string;
  /** The digest, and after a replacement also that of the secret before: CloudFront needs minutes to change. */
  readonly digests: string;

  constructor(scope: Construct, id: string, surroundings: Surroundings) {
    super(scope, id);
    const { stage, tables } = surroundings;
    const resource = new CustomResource(this, 'Resource', {
      resourceType: 'Custom::ProxySecret',
      serviceToken: createFunction(this, 'create-proxy-secret', { stage, tables }).functionArn,
      serviceTimeout: Duration.minutes(5),
      properties: { generation: GENERATION },
    });
    this.secret = resource.getAttString('secret');
    this.digests = resource.getAttString('digests');
  }
}
