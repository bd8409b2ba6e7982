/** The logs of notices as their readers saw them: for each organization the pages, and the notice at each position. */
import type { NoticesPage } from '../contract/notices/responses.ts';
import { PAGE_SIZE_DEFAULT } from '../domain/limits.ts';
import type { Call, ParsedAnswer, Recording } from './calls.ts';

type Notice = NoticesPage['items'][number];

export interface NoticePage {
  call: Call;
  /** The position that the request names. The first notice of the page has the next one. */
  after: number;
  limit: number;
  items: Notice[];
  nextCursor: string;
}

/** A notice that a page has shown at a position. */
export interface ShownNotice {
  position: number;
  notice: Notice;
  call: Call;
}

export interface KnownLog {
  organizationId: string;
  /** In the order of their requests. */
  pages: NoticePage[];
  /** Each notice of each page. */
  shown: ShownNotice[];
  /** After everything had settled, pages were read from the beginning to the end. */
  isWhole: boolean;
}

export function readLogs({ calls }: Pick<Recording, 'calls'>): KnownLog[] {
  const answered = calls.filter(({ operation, answer }) => operation === 'list-notices' && answer?.document);
  const byOrganization = Map.groupBy(answered, ({ query }) => query.organizationId ?? '');
  return [...byOrganization].map(([organizationId, own]) => {
    const pages = own.map(pageOf);
    const shown = pages.flatMap(({ call, after, items }) =>
      items.map((notice, i) => ({ position: after + 1 + i, notice, call })),
    );
    return { organizationId, pages, shown, isWhole: isWhole(pages) };
  });
}

function pageOf(call: Call): NoticePage {
  const { after = '0', limit } = call.query;
  const { items, nextCursor } = (call.answer as ParsedAnswer & { document: NoticesPage }).document;
  return {
    call,
    after: Number(after),
    limit: limit === undefined ? PAGE_SIZE_DEFAULT : Number(limit),
    items,
    nextCursor,
  };
}

/** Whether final pages lead from the beginning to an empty page. */
function isWhole(pages: NoticePage[]): boolean {
  let next = 0;
  for (const { call, after, items } of pages) {
    if (!call.isFinal || after !== next) continue;
    if (items.length === 0) return true;
    next += items.length;
  }
  return false;
}
