/** The files of the local service: in its data folder, or in memory without one. Links to them are pages of the service itself. */
import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DOCUMENT_FOLDER } from '../domain/document-names.ts';
import { DOCUMENT_KEPT_DAYS } from '../domain/limits.ts';
import { MAILBOX } from '../domain/mailbox.ts';
import { DAY_MS } from '../domain/time.ts';
import { createFolderFiles, removeOldFiles } from '../files/folder-files.ts';
import { createMemoryFiles } from '../files/memory-files.ts';
import { createLinkSigner, FILES_PATH, type LinkSigner } from '../files/signed-links.ts';
import { SECURITY_HEADERS } from '../lambda/http/security-headers.ts';
import type { FileStore } from '../ports/documents.ts';
import type { LocalPages } from './http/pages.ts';

interface LocalFiles {
  files: FileStore;
  /** Serves the links to files. */
  pages: LocalPages;
}

/** `baseUrl` is known once the service listens. Removes old documents and mails of former runs, as the bucket's lifecycle does. */
export async function openLocalFiles(
  dataFolder: string | undefined,
  { baseUrl, now }: { baseUrl: () => string; now: () => number },
): Promise<LocalFiles> {
  const links = createLinkSigner({ secret: randomBytes(32), baseUrl });
  const files =
    dataFolder === undefined ? createMemoryFiles(links) : await openFolder(join(dataFolder, 'files'), links, now);
  return { files, pages: filePages(files, links) };
}

async function openFolder(folder: string, links: LinkSigner, now: () => number): Promise<FileStore> {
  for (const part of [DOCUMENT_FOLDER, MAILBOX])
    await removeOldFiles(join(folder, part), now() - DOCUMENT_KEPT_DAYS * DAY_MS);
  return createFolderFiles({ folder, links, random: randomUUID });
}

/** Serves a link until it expires, as S3 does. */
export const filePages = (files: FileStore, links: LinkSigner): LocalPages => ({
  serves: path => path.startsWith(FILES_PATH),
  async answer({ method, path, query, receivedAt }) {
    if (method !== 'GET' && method !== 'HEAD') return undefined;
    const linked = links.verify(path, query, receivedAt);
    const file = linked && (await files.read(linked.name));
    if (!file) return undefined;
    return {
      statusCode: 200,
      headers: {
        ...SECURITY_HEADERS,
        'content-type': file.contentType,
        'content-disposition': `inline; filename="${linked.fileName}"`,
      },
      body: Buffer.from(file.bytes).toString('base64'),
      isBase64Encoded: true,
    };
  },
});
