/** The visitor's own bookings, with the places that are held for them on top. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useSearchParams } from 'react-router';
import { call, unwrap } from '../../api/client.ts';
import { isUnanswered } from '../../api/problems.ts';
import { SignedIn } from '../../app/signed-in.tsx';
import { useTexts } from '../../i18n/speech.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Field } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Loading } from '../../ui/skeleton.tsx';
import type { KeptBooking } from '../tickets/kept-tickets.ts';
import { BookingCard } from './booking-card.tsx';
import styles from './bookings.module.css';
import { LiveHolds } from './live-holds.tsx';
import { ASK_AGAIN_MS, useIsUnanswered, useKeptBookings } from './use-kept.ts';

export default function BookingsPage() {
  const { bookings } = useTexts();
  return (
    <SignedIn>
      <Page heading={bookings.heading}>
        <LiveHolds />
        <Bookings />
      </Page>
    </SignedIn>
  );
}

/** The reference that was searched for stands in the address, so that back and reload keep it. */
function Bookings() {
  const [search] = useSearchParams();
  const reference = search.get('reference') ?? '';
  const found = useBookings(reference);
  const needsKept = useIsUnanswered(found.data !== undefined, found.error);
  const kept = useKeptBookings(needsKept);
  const items = found.data?.pages.flatMap(({ items }) => items) ?? [];
  const isEmpty = found.isSuccess && items.length === 0;
  return (
    <>
      {!(isEmpty && reference === '') && <Search key={reference} reference={reference} />}
      {kept.length > 0 && <Kept bookings={kept} />}
      {found.isPending && kept.length === 0 && (
        <Loading outlines={[{ height: '9rem' }, { height: '9rem' }, { height: '9rem' }]} />
      )}
      {found.isError && <Failure error={found.error} onAgain={() => void found.refetch()} />}
      {isEmpty && <Empty reference={reference} />}
      {items.length > 0 && (
        <ul className={styles.list}>
          {items.map(booking => (
            <BookingCard key={booking.id} booking={booking} />
          ))}
        </ul>
      )}
      <More
        hasMore={found.hasNextPage}
        isPending={found.isFetchingNextPage}
        onMore={() => void found.fetchNextPage()}
      />
    </>
  );
}

/** Only these were opened on this device before. */
function Kept({ bookings }: { bookings: KeptBooking[] }) {
  const { tickets } = useTexts();
  return (
    <>
      <Notice kind="warning">
        <p>{tickets.onlyKept}</p>
      </Notice>
      <ul className={styles.list}>
        {bookings.map(({ booking }) => (
          <BookingCard key={booking.id} booking={booking} />
        ))}
      </ul>
    </>
  );
}

const useBookings = (reference: string) =>
  useInfiniteQuery({
    queryKey: ['list-bookings', { reference }],
    queryFn: async ({ pageParam, signal }) => {
      const query = { ...(reference !== '' && { reference }), ...(pageParam !== '' && { cursor: pageParam }) };
      return unwrap(await call('list-bookings', { query, signal }));
    },
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    refetchInterval: ({ state }) => (isUnanswered(state.error) ? ASK_AGAIN_MS : false),
  });

function Search({ reference }: { reference: string }) {
  const { bookings } = useTexts();
  const [text, setText] = useState(reference);
  const [, setSearch] = useSearchParams();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setSearch(text.trim() === '' ? {} : { reference: text.trim() });
  };
  return (
    <search>
      <form className={styles.search} onSubmit={submit}>
        <Field
          label={bookings.search.label}
          hint={bookings.search.hint}
          value={text}
          onChange={setText}
          autoComplete="off"
          maxLength={100}
        />
        <Button type="submit" look="secondary">
          {bookings.search.go}
        </Button>
        {reference !== '' && (
          <ButtonLink to="/bookings" look="quiet">
            {bookings.search.all}
          </ButtonLink>
        )}
      </form>
    </search>
  );
}

function Empty({ reference }: { reference: string }) {
  const { bookings } = useTexts();
  if (reference !== '') {
    return (
      <Notice isFocused>
        <p>{bookings.notFound(reference)}</p>
      </Notice>
    );
  }
  return (
    <Card>
      <h2>{bookings.empty.heading}</h2>
      <p>{bookings.empty.text}</p>
      <div>
        <ButtonLink to="/events">{bookings.empty.toEvents}</ButtonLink>
      </div>
    </Card>
  );
}

function More({ hasMore, isPending, onMore }: { hasMore: boolean; isPending: boolean; onMore: () => void }) {
  const { bookings } = useTexts();
  if (!hasMore) return null;
  return (
    <div>
      <Button look="secondary" isPending={isPending} onPress={onMore}>
        {bookings.more}
      </Button>
    </div>
  );
}
