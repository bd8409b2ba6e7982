/**
 * Publishes a notice of each new entry of the journal that outsiders may know, and queues a reference to it for the log of its
 * organization. A record of the stream may come twice, late or out of order: the bus then gets a notice twice, and the log does not,
 * because its worker reads the histories themselves.
 */
import type { JournalEntry } from '../../domain/journal.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { NoticeFailure, NoticeOutlets } from '../../ports/notices.ts';

type PublishDependencies = Pick<Dependencies, 'noticeSources' | 'metrics' | 'log'> & NoticeOutlets;

/** Returns the entries of which the bus or the queue may not know, each with its error. */
export async function publishNotices(
  _dependencies: PublishDependencies,
  _call: Call,
  entries: JournalEntry[],
): Promise<NoticeFailure<JournalEntry>[]> {
  return entries.map(of => ({ of, error: new Error('not written yet') }));
}
