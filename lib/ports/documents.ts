/** The port of files: the documents of bookings, and the mails of a mailbox. In S3 when deployed, else in the data folder or in memory. */
export interface StoredFile {
  bytes: Uint8Array;
  contentType: string;
}

export interface FileStore {
  /** Puts a file. The same name always gets the same bytes. */
  put(name: string, file: StoredFile): Promise<void>;
  read(name: string): Promise<StoredFile | undefined>;
  /** The names with a beginning, in order. */
  list(beginning: string): Promise<string[]>;
  /** An address that shows the file to anyone until `expiresAt` (epoch ms), under this file name. */
  link(name: string, options: { fileName: string; now: number; expiresAt: number }): Promise<string>;
}
