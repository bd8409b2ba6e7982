/** The files of the web app as a resource of the stack: they change with it, and are removed with it. */
import { join } from 'node:path';
import { emptyBucket } from '../../files/empty-bucket.ts';
import type { Deployment } from '../custom-resource-function.ts';
import { readWebEnvironment } from '../environment.ts';
import { publishWeb } from '../publish-web.ts';
import { openS3Client } from './s3-client.ts';
import { wallClock } from './system-clock.ts';

export function composedWeb(): Deployment {
  const { bucket, folder: name } = readWebEnvironment();
  // Beside the bundle, of which this module is a part.
  const folder = join(import.meta.dirname, name);
  const publish = (): Promise<void> => publishWeb(openS3Client(), { bucket, folder, now: wallClock() });
  return {
    physicalId: bucket,
    change: { Create: publish, Update: publish, Delete: () => emptyBucket(openS3Client(), bucket) },
    async answer() {
      throw new Error('only CloudFormation calls this function');
    },
  };
}
