/**
 * Compares the notices that the bus got with those in the logs and with the journal, after everything has settled. No client sees all of
 * them.
 */
import { NOTICE_AGE_MAX_MS } from '../domain/limits.ts';
import { isTold } from '../domain/notice-names.ts';
import { MINUTE_MS } from '../domain/time.ts';
import type { Engine } from '../engine/engine.ts';
import { NATIVE_CODEC } from '../engine/values/native-codec.ts';
import { journalEntryOf } from '../table/journal/journal-rows.ts';
import { PREFIX } from '../table/keys.ts';
import type { Row } from '../table/transact.ts';
import type { NoticeChannels } from './notice-channels.ts';

/** Returns a sentence for each contradiction. */
export function auditNotices(engine: Engine, now: number, { published, faults, waiting }: NoticeChannels): string[] {
  const rows = engine.rows().map(({ item }) => (item ? NATIVE_CODEC.writeItem(item) : {})) as Row[];
  const beginsWith = (prefix: string) => rows.filter(({ pk }) => String(pk).startsWith(prefix));
  const logged = beginsWith(PREFIX.notices).flatMap(({ json }) => (typeof json === 'string' ? [json] : []));
  // In a run of more than a day, the record of an early entry may come so late that the entry is too old to be told.
  const entries = beginsWith(PREFIX.journal)
    .map(journalEntryOf)
    .filter(({ action, at }) => isTold(action) && at > now - NOTICE_AGE_MAX_MS + MINUTE_MS);
  return [
    ...faults,
    ...(waiting() > 0 ? [`${waiting()} messages of the queue of notices cannot be processed.`] : []),
    ...[...published].flatMap(([id, texts]) =>
      texts.size > 1 ? [`The bus has different copies of the notice ${id}: ${[...texts].join(' and ')}.`] : [],
    ),
    ...logged.flatMap(json => faultOfLogged(json, published)),
    ...entries.flatMap(({ subjectId, position }) => {
      const id = `ntc_${subjectId}_${position}`;
      return published.has(id) ? [] : [`The bus never got the notice ${id}.`];
    }),
  ];
}

/** A gap in the log is filled from the histories, so the log may have a notice before the bus. In the end both have it. */
function faultOfLogged(json: string, published: NoticeChannels['published']): string[] {
  const { id } = JSON.parse(json) as { id: string };
  const copies = published.get(id);
  if (!copies || copies.has(json)) return [];
  return [`The notice ${id} in the log is ${json}, and on the bus ${[...copies].join(' and ')}.`];
}
