/** Reads the record of a journal entry from the stream of its table. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { JournalEntry } from '../../domain/journal.ts';
import { isTold } from '../../domain/notice-names.ts';
import { journalEntryOf } from '../journal/journal-rows.ts';
import type { Images } from '../journal/stream-images.ts';

/** Returns the entry that was put, if outsiders may know it. Throws if its row is malformed. */
export function toldEntryIn({ NewImage }: Pick<Images, 'NewImage'>): JournalEntry | undefined {
  if (!NewImage) return undefined;
  const entry = journalEntryOf(unmarshall(NewImage as Record<string, AttributeValue>));
  return isTold(entry.action) ? entry : undefined;
}
