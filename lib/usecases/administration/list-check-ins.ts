/**
 * Lists the scans of an event for members of its organization. The order never changes, and a scan is never removed. So each scan that
 * was kept when the first page was read appears exactly once, and a later one at most once.
 */
import { listedScanAnswer } from '../../contract/administration/check-ins-presenter.ts';
import type { CheckInsQuery } from '../../contract/administration/check-ins-requests.ts';
import type { ListedScan } from '../../contract/administration/check-ins-responses.ts';
import type { JournalEntry } from '../../domain/journal.ts';
import { busy } from '../../domain/refusals.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { Page, PageRequest } from '../../ports/store.ts';
import { cursorPosition, storedPosition } from '../claim-positions.ts';
import { findEvent } from '../decide-from-event.ts';
import { requireRight } from '../organizations/require-right.ts';
import { byCaller } from '../origin.ts';

type ListDependencies = Pick<Dependencies, 'store' | 'events' | 'organizations'>;
type Query = Pick<CheckInsQuery, 'gate' | 'result'> & { eventId: string };

export async function listCheckIns(
  dependencies: ListDependencies,
  call: CallerCall,
  { eventId, gate, result }: Query,
  { limit, after }: PageRequest,
): Promise<Page<ListedScan>> {
  const facts = await requireRight(dependencies, await findEvent(dependencies, eventId), call, 'read-check-ins');
  const found = await dependencies.store.listScansOfEvent(
    eventId,
    ({ scan }) => (gate === undefined || scan.gate === gate) && (result === undefined || scan.outcome === result),
    { limit, ...(after !== undefined && { after: storedPosition(after) }) },
  );
  return {
    items: found.items.map(scan => listedScanAnswer(scan, facts)),
    ...(found.next !== undefined && { next: cursorPosition(found.next) }),
  };
}

/** Lists a page for an export, which is an entry of the journal. If the entry cannot be written, no scan is returned. */
export async function exportCheckIns(
  dependencies: ListDependencies & Pick<Dependencies, 'ids'>,
  call: CallerCall,
  query: Query,
  page: PageRequest,
): Promise<Page<ListedScan>> {
  const exported = await listCheckIns(dependencies, call, query, page);
  const entry: JournalEntry = {
    ...byCaller(call),
    subjectId: `exp_${dependencies.ids.next()}`,
    position: 0,
    action: 'scans.exported',
    to: 'exported',
    eventId: query.eventId,
    exportedCheckIns: exported.items.length,
  };
  const { failed } = await dependencies.store.appendJournal([entry]);
  if (failed.length > 0) throw busy();
  return exported;
}
