/**
 * Finds bookings by a reference as a person types it. The stream puts the rows that list bookings under their references, so a
 * booking of the last seconds is not listed yet. A customer's own bookings are also found by the ids of the customer's claims.
 */
import { bestMatches, mayHaveReference, parseReference } from '../../domain/booking-reference.ts';
import type { RandomPart } from '../../domain/ids.ts';
import { OWN_CLAIMS_SEARCHED_MAX } from '../../domain/limits.ts';
import type { Claim } from '../../domain/model.ts';
import type { Page, PageRequest, Store } from '../../ports/store.ts';
import { pageOf } from '../page-of.ts';

type ReferenceStore = Pick<Store, 'listReferenced' | 'listNewestClaimIds' | 'readClaim'>;

export interface ReferenceSearch {
  /** As it was typed. */
  reference: string;
  /** Only bookings of this customer. */
  ownerId?: string | undefined;
}

/** Returns the bookings with this reference that match, those of the newest holds first. A text that is no reference finds none. */
export async function findByReference(
  store: ReferenceStore,
  { reference: typed, ownerId }: ReferenceSearch,
  matches: (claim: Claim) => boolean,
  page: PageRequest,
): Promise<Page<Claim>> {
  const reference = parseReference(typed);
  if (reference === undefined) return { items: [] };
  const ids = ownerId === undefined ? await listedIds(store, reference) : await ownIds(store, reference, ownerId);
  const claims = await Promise.all(ids.map(id => store.readClaim(id)));
  const bookings = claims.filter(
    claim => claim?.booking !== undefined && (ownerId === undefined || claim.ownerId === ownerId),
  );
  // Only a few bookings have the same reference, so all of them are read. Their order is that of a customer's list.
  const found = bestMatches(bookings as Claim[], reference).filter(matches);
  return pageOf(found, ({ createdAt, id }) => ({ at: createdAt, id }), page, 'newest-first');
}

const listedIds = async (store: ReferenceStore, reference: string): Promise<RandomPart[]> =>
  (await store.listReferenced(reference)).map(({ claimId }) => claimId);

/** Always makes both reads, so that the response time does not reveal whether another customer has a booking with this reference. */
async function ownIds(store: ReferenceStore, reference: string, ownerId: string): Promise<RandomPart[]> {
  const [listed, newest] = await Promise.all([
    store.listReferenced(reference),
    store.listNewestClaimIds(ownerId, OWN_CLAIMS_SEARCHED_MAX),
  ]);
  const own = listed.filter(booking => booking.ownerId === ownerId).map(({ claimId }) => claimId);
  return [...new Set([...own, ...newest.filter(id => mayHaveReference(id, reference))])];
}
