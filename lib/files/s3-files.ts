/** Files in a private bucket of S3. A link is a signed URL of S3, which shows one file for some minutes. */
import { GetObjectCommand, ListObjectsV2Command, NoSuchKey, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { SECOND_MS } from '../domain/time.ts';
import type { FileStore } from '../ports/documents.ts';

export const createS3Files = (client: S3Client, bucket: string): FileStore => ({
  async put(name, { bytes, contentType }) {
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: name, Body: bytes, ContentType: contentType }));
  },

  async read(name) {
    try {
      const { Body, ContentType } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: name }));
      if (!Body) throw new Error(`S3 returned ${name} without a body`);
      return { bytes: await Body.transformToByteArray(), contentType: ContentType ?? 'application/octet-stream' };
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  },

  async list(beginning) {
    const names: string[] = [];
    let token: string | undefined;
    do {
      const page = await client.send(
        new ListObjectsV2Command({ Bucket: bucket, Prefix: beginning, ...(token && { ContinuationToken: token }) }),
      );
      names.push(...(page.Contents ?? []).flatMap(({ Key }) => (Key === undefined ? [] : [Key])));
      token = page.NextContinuationToken;
    } while (token);
    return names;
  },

  async link(name, { fileName, now, expiresAt }) {
    const command = new GetObjectCommand({
      Bucket: bucket,
      Key: name,
      ResponseContentDisposition: `inline; filename="${fileName}"`,
    });
    const expiresIn = Math.floor((expiresAt - now) / SECOND_MS);
    return getSignedUrl(client, command, { expiresIn, signingDate: new Date(now) });
  },
});
