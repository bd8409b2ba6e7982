/** The pages of the list of events that fit a search. */
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { call, unwrap } from '../../api/client.ts';
import type { BodyOf } from '../../api/queries.ts';
import { fits, queryOf, type Search } from './search.ts';

/** The service finds more than fits. So many pages are read by themselves until one event fits. */
const PAGES_BEFORE_ASKING = 4;

export function useEvents(search: Search) {
  const query = queryOf(search);
  const pages = useInfiniteQuery({
    queryKey: ['list-events', 'pages', query],
    initialPageParam: '',
    queryFn: async ({ pageParam, signal }): Promise<BodyOf<'list-events'>> => {
      const asked = { ...query, ...(pageParam !== '' && { cursor: pageParam }) };
      // Without `If-None-Match` there is no 304.
      return unwrap(await call('list-events', { query: asked, signal })) as BodyOf<'list-events'>;
    },
    getNextPageParam: page => page?.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });
  const { data, hasNextPage, isFetching, isPlaceholderData, fetchNextPage } = pages;
  const events = (data?.pages ?? []).flatMap(page => page?.items ?? []).filter(event => fits(event, search));
  const isReadingOn =
    !isPlaceholderData && events.length === 0 && hasNextPage && (data?.pages.length ?? 0) < PAGES_BEFORE_ASKING;
  useEffect(() => {
    if (isReadingOn && !isFetching) void fetchNextPage();
  }, [isReadingOn, isFetching, fetchNextPage]);
  return { ...pages, events, isReadingOn };
}
