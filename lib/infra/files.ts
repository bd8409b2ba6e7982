/**
 * The bucket of a stage's files: documents of bookings, and the mailbox of a test stage. It is private, and everything in it can be made
 * again or is for a test, so S3 removes it after some days.
 */
import { CustomResource, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { VARIABLES } from '../deployment/variables.ts';
import { DOCUMENT_KEPT_DAYS } from '../domain/limits.ts';
import { createFunction, type Surroundings } from './functions.ts';
import { acceptEmptying, acceptNoAccessLog } from './nag-suppressions.ts';
import { FILES_FOLDERS } from './rights.ts';

export class Files extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, surroundings: Surroundings) {
    super(scope, id);
    const { removal } = surroundings.stage;
    this.bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      removalPolicy: removal,
      lifecycleRules: [
        ...FILES_FOLDERS.map(folder => ({
          id: folder,
          prefix: `${folder}/`,
          expiration: Duration.days(DOCUMENT_KEPT_DAYS),
        })),
        { id: 'unfinished', abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
    });
    acceptNoAccessLog(this.bucket);
    if (removal === RemovalPolicy.DESTROY) this.#emptyAtTheEnd(surroundings);
  }

  /** CloudFormation deletes no bucket that has files. */
  #emptyAtTheEnd(surroundings: Surroundings): void {
    const emptying = createFunction(this, 'empty-files', surroundings);
    emptying.addEnvironment(VARIABLES.filesBucket, this.bucket.bucketName);
    const { role } = emptying;
    role?.addToPrincipalPolicy(new PolicyStatement({ actions: ['s3:ListBucket'], resources: [this.bucket.bucketArn] }));
    role?.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['s3:DeleteObject'], resources: [this.bucket.arnForObjects('*')] }),
    );
    if (role) acceptEmptying(role, this.bucket);
    new CustomResource(this, 'Emptying', {
      resourceType: 'Custom::EmptyFiles',
      serviceToken: emptying.functionArn,
      serviceTimeout: Duration.minutes(10),
      properties: { bucket: this.bucket.bucketName },
    });
  }
}
