/** The client of S3 of a function. */
import { S3Client } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { REQUEST_ATTEMPTS_MAX, REQUEST_TIMEOUT_MS } from '../../domain/limits.ts';
import { readStorageEndpoint } from '../environment.ts';

export const openS3Client = (): S3Client =>
  new S3Client({
    maxAttempts: REQUEST_ATTEMPTS_MAX,
    // An emulator has no host name for each bucket.
    forcePathStyle: readStorageEndpoint() !== undefined,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: 1_000,
      requestTimeout: REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
    }),
  });
