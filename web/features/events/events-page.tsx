/** Finds events: the kinds, the search with its state in the query string, and the events that fit as cards. */
import { useEffect, useRef } from 'react';
import { useSearchParams } from 'react-router';
import { serverNow } from '../../api/server-clock.ts';
import { useTexts } from '../../i18n/speech.tsx';
import { useAnnounce } from '../../ui/announcer.tsx';
import { ButtonLink } from '../../ui/button.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Page } from '../../ui/page.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { groupEvents } from './cards.ts';
import { EventCard } from './event-card.tsx';
import styles from './events-page.module.css';
import { KindTabs } from './kind-tabs.tsx';
import { MoreButton } from './more-button.tsx';
import { isEmptySearch, isJourney, paramsOf, type Search, searchOf } from './search.ts';
import { SearchForm } from './search-form.tsx';
import { useEvents } from './use-events.ts';

export default function EventsPage() {
  const { events: texts } = useTexts();
  const [params, setParams] = useSearchParams();
  const search = searchOf(params);
  return (
    <Page heading={texts.heading}>
      <div className={styles.search}>
        <KindTabs kind={search.kind} />
        <SearchForm search={search} onSearch={next => setParams(paramsOf(next))} />
      </div>
      <Results search={search} />
    </Page>
  );
}

function Results({ search }: { search: Search }) {
  const { app } = useTexts();
  const found = useEvents(search);
  const { events, isPending, isReadingOn, isPlaceholderData, hasNextPage, isFetchingNextPage } = found;
  useCountReadOut(search, found);
  const isLoading = isPending || isReadingOn;
  const failure = found.isError && <Failure error={found.error} onAgain={() => void found.refetch()} />;
  if (isLoading && !found.isError) return <Outlines label={app.loading} />;
  if (events.length === 0) return failure || <Empty search={search} />;
  const now = serverNow();
  return (
    <>
      <ul className={styles.cards} aria-busy={isPlaceholderData}>
        {groupEvents(events).map(group => (
          <EventCard key={group.key} group={group} now={now} />
        ))}
      </ul>
      {failure}
      <MoreButton hasMore={hasNextPage} isPending={isFetchingNextPage} onMore={() => void found.fetchNextPage()} />
    </>
  );
}

/** Reads out how many events another search has found. The first list is read by its visitor. */
function useCountReadOut(
  search: Search,
  { events, isFetching, hasNextPage, isReadingOn }: ReturnType<typeof useEvents>,
) {
  const { events: texts } = useTexts();
  const announce = useAnnounce();
  const key = paramsOf(search).toString();
  const read = useRef(key);
  useEffect(() => {
    if (isFetching || isReadingOn || read.current === key) return;
    read.current = key;
    announce(texts.found(events.length, hasNextPage));
  }, [announce, events.length, hasNextPage, isFetching, isReadingOn, key, texts]);
}

function Empty({ search }: { search: Search }) {
  const { events: texts } = useTexts();
  if (isEmptySearch(search) && search.kind === '') return <p>{texts.empty.nothingYet}</p>;
  const { advice, adviceForJourneys, heading } = texts.empty;
  return (
    <section className={styles.empty}>
      <h2>{heading}</h2>
      <p>{isJourney(search.kind) ? adviceForJourneys : advice}</p>
      <ButtonLink to="/events" look="secondary">
        {texts.search.clear}
      </ButtonLink>
    </section>
  );
}

const Outlines = ({ label }: { label: string }) => (
  <div role="status" aria-label={label} className={styles.cards}>
    {['a', 'b', 'c', 'd', 'e', 'f'].map(key => (
      <Skeleton key={key} height="13.5rem" />
    ))}
  </div>
);
