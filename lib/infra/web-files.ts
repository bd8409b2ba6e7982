/** The private bucket of the web app's files, and the function that fills it at each deployment with a new build. */
import { CustomResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { VARIABLES } from '../deployment/variables.ts';
import { buildWeb } from '../deployment/web-build.ts';
import { createFunction, type Surroundings } from './functions.ts';
import { acceptNoLogOfPublicFiles, acceptPublishing } from './nag-suppressions.ts';

export class WebFiles extends Construct {
  readonly bucket: IBucket;

  constructor(scope: Construct, id: string, { stage, tables }: Surroundings) {
    super(scope, id);
    // Removed also in production: each build makes the files again.
    const bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    acceptNoLogOfPublicFiles(bucket);
    // The types of the CDK disagree about an optional property.
    this.bucket = bucket as Bucket & { isWebsite: boolean };
    const version = Stack.of(this).bundlingRequired ? buildWeb() : 'not built';
    this.#publish(version, bucket, { stage, tables });
  }

  /** The function runs if the build has changed. */
  #publish(version: string, bucket: Bucket, surroundings: Surroundings): void {
    const publishing = createFunction(this, 'publish-web', surroundings);
    publishing.addEnvironment(VARIABLES.webBucket, bucket.bucketName);
    const { role } = publishing;
    role?.addToPrincipalPolicy(new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }));
    role?.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
        resources: [bucket.arnForObjects('*')],
      }),
    );
    if (role) acceptPublishing(role, bucket);
    const resource = new CustomResource(this, 'Publishing', {
      resourceType: 'Custom::WebApp',
      serviceToken: publishing.functionArn,
      serviceTimeout: Duration.minutes(10),
      properties: { bucket: bucket.bucketName, version },
    });
    if (role) resource.node.addDependency(role);
  }
}
