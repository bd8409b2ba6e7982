/** The files of a test stage as a resource of the stack: they are removed with it. */
import { emptyBucket } from '../../files/empty-bucket.ts';
import type { Deployment } from '../custom-resource-function.ts';
import { readFilesBucket } from '../environment.ts';
import { openS3Client } from './s3-client.ts';

export function composedFiles(): Deployment {
  const bucket = readFilesBucket();
  const nothing = async (): Promise<void> => {};
  return {
    physicalId: bucket,
    change: { Create: nothing, Update: nothing, Delete: () => emptyBucket(openS3Client(), bucket) },
    async answer() {
      throw new Error('only CloudFormation calls this function');
    },
  };
}
