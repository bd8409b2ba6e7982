/** Files in the memory of a process, for a laptop without a data folder and for tests. */
import type { FileStore, StoredFile } from '../ports/documents.ts';
import type { LinkSigner } from './signed-links.ts';

export function createMemoryFiles(links: LinkSigner): FileStore {
  const files = new Map<string, StoredFile>();
  return {
    async put(name, { bytes, contentType }) {
      files.set(name, { bytes: Uint8Array.from(bytes), contentType });
    },
    read: async name => files.get(name),
    list: async beginning => [...files.keys()].filter(name => name.startsWith(beginning)).sort(),
    link: async (name, { fileName, expiresAt }) => links.sign({ name, fileName, expiresAt }),
  };
}
