/** The response of a seat map or availability: clients may cache it only while it is within its promised age. */
import { SEAT_MAP_AGE_MAX_MS, SEAT_MAP_CLIENT_SECONDS } from '../../domain/limits.ts';
import type { CachedAnswer } from '../../ports/seat-maps.ts';
import { VARY } from './compression.ts';
import type { Reply } from './reply.ts';

/** A response to `fresh=true` is not cached. */
export function seatMapResponse({ answer, ageMs }: CachedAnswer, { fresh }: { fresh: boolean }): Reply {
  const { etag } = answer;
  const maxAge = ageMs + SEAT_MAP_CLIENT_SECONDS * 1000 <= SEAT_MAP_AGE_MAX_MS ? SEAT_MAP_CLIENT_SECONDS : 0;
  const headers = {
    ...VARY,
    ...(etag !== undefined && { etag }),
    ...(!fresh && { 'cache-control': `public, max-age=${maxAge}` }),
  };
  return { status: 200, written: answer, headers };
}
