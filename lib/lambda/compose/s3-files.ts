/** The files of a stage, in its bucket. Only bundles of functions with files include this file. */
import { S3Client } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { REQUEST_ATTEMPTS_MAX, REQUEST_TIMEOUT_MS } from '../../domain/limits.ts';
import { createS3Files } from '../../files/s3-files.ts';
import type { FileStore } from '../../ports/documents.ts';
import { type MailEnvironment, readStorageEndpoint } from '../environment.ts';

export function openBucket({ filesBucket }: MailEnvironment): FileStore {
  if (!filesBucket) throw new Error('this function has no files: see rights.ts');
  const client = new S3Client({
    maxAttempts: REQUEST_ATTEMPTS_MAX,
    // An emulator has no host name for each bucket.
    forcePathStyle: readStorageEndpoint() !== undefined,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: 1_000,
      requestTimeout: REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
    }),
  });
  return createS3Files(client, filesBucket);
}
