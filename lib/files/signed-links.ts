/**
 * Links to files of a laptop: `<base>/dev/files/<name>?file=…&expires=…&signature=…`. They do what the signed URLs of S3 do: a link
 * shows one file to its bearer until it expires.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** A file that a link shows, under a file name, until `expiresAt` (epoch ms). */
export interface LinkedFile {
  name: string;
  fileName: string;
  expiresAt: number;
}

export interface LinkSigner {
  sign(file: LinkedFile): string;
  /** Returns the file of a path and its query at `now`; undefined if no such link was given out, or if it has expired. */
  verify(path: string, query: URLSearchParams, now: number): LinkedFile | undefined;
}

/** The beginning of the paths of links. */
export const FILES_PATH = '/dev/files/';

/** `secret`: random bytes of this process, so that links end with it. */
export function createLinkSigner({ secret, baseUrl }: { secret: Uint8Array; baseUrl: () => string }): LinkSigner {
  const signatureOf = ({ name, fileName, expiresAt }: LinkedFile): Buffer =>
    createHmac('sha256', secret)
      .update(JSON.stringify([name, fileName, expiresAt]))
      .digest();
  return {
    sign(file) {
      const query = new URLSearchParams({
        file: file.fileName,
        expires: String(file.expiresAt),
        signature: signatureOf(file).toString('base64url'),
      });
      return `${baseUrl()}${FILES_PATH}${file.name}?${query}`;
    },

    verify(path, query, now) {
      if (!path.startsWith(FILES_PATH)) return undefined;
      const file = {
        name: path.slice(FILES_PATH.length),
        fileName: query.get('file') ?? '',
        expiresAt: Number(query.get('expires')),
      };
      const given = Buffer.from(query.get('signature') ?? '', 'base64url');
      const expected = signatureOf(file);
      const isOurs = given.length === expected.length && timingSafeEqual(given, expected);
      return isOurs && now < file.expiresAt ? file : undefined;
    },
  };
}
