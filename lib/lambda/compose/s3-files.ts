/** The files of a stage, in its bucket. Only bundles of functions with files include this file. */
import { createS3Files } from '../../files/s3-files.ts';
import type { FileStore } from '../../ports/documents.ts';
import type { MailEnvironment } from '../environment.ts';
import { openS3Client } from './s3-client.ts';

export function openBucket({ filesBucket }: MailEnvironment): FileStore {
  if (!filesBucket) throw new Error('this function has no files: see rights.ts');
  return createS3Files(openS3Client(), filesBucket);
}
