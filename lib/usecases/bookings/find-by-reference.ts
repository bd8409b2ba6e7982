/**
 * Finds bookings by a reference as a person types it. The stream puts the rows that list bookings under their references, so a
 * booking of the last seconds is not listed yet. A customer's own bookings are also found by the ids of the customer's claims.
 */
import { bestMatches, mayHaveReference, parseReference } from '../../domain/booking-reference.ts';
import type { RandomPart } from '../../domain/ids.ts';
import { OWN_CLAIMS_SEARCHED_MAX } from '../../domain/limits.ts';
import type { Claim } from '../../domain/model.ts';
import type { Page, PageRequest, Store } from '../../ports/store.ts';

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
  return pageOf(bestMatches(bookings as Claim[], reference).filter(matches), page);
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

/** Only a few bookings have the same reference, so all of them are read, and the page is a part of them. */
function pageOf(claims: Claim[], { limit, after }: PageRequest): Page<Claim> {
  const left = claims
    .map(claim => ({ claim, position: positionOf(claim) }))
    .filter(({ position }) => after === undefined || position < after)
    .toSorted((one, other) => (one.position < other.position ? 1 : -1));
  const items = left.slice(0, limit);
  const last = items.at(-1);
  return { items: items.map(({ claim }) => claim), ...(last && left.length > limit && { next: last.position }) };
}

/** As in a customer's list. */
const positionOf = ({ createdAt, id }: Claim): string => `${String(createdAt).padStart(14, '0')}#${id}`;
