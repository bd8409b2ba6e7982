/** Removals of the checks of counted places. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it replaces source text
import { ALWAYS, CONDITIONS, type Removal } from './removal.ts';

const BUCKETS = 'lib/domain/buckets.ts';
const AREA_TAKES = 'lib/table/claims/allocate-buckets.ts';
const TAKE_SHARE = 'lib/table/claims/allocate-from-bucket.ts';
const AREA_TESTS = ['domain/buckets', 'bucket-conditions', 'areas'];
/** Slower tests, for several buckets, functions or areas, and for effects that only some interleavings show. */
const TAKES = [...AREA_TESTS, 'allocate-buckets'];
const INTERLEAVED = [...AREA_TESTS, 'area-interleavings'];

export const AREA_REMOVALS: Removal[] = [
  { removes: 'mayBeTaken', file: CONDITIONS, from: 'and(hasEnough(needed), hasNoShare(claimId))', to: ALWAYS },
  {
    removes: 'the check that a bucket has enough places',
    file: CONDITIONS,
    from: 'and(hasEnough(needed), hasNoShare(claimId))',
    to: 'hasNoShare(claimId)',
  },
  {
    removes: 'the check that a bucket does not have the claim yet',
    file: CONDITIONS,
    from: 'and(hasEnough(needed), hasNoShare(claimId))',
    to: 'hasEnough(needed)',
  },
  {
    removes: 'isStillLapsed',
    file: CONDITIONS,
    from: 'expression`claims.${attribute(claimId)}.expiresAt = ${expiresAt}`',
    to: ALWAYS,
  },
  {
    removes: 'shareIsStillMine',
    file: CONDITIONS,
    from: 'expression`claims.${attribute(claimId)}.quantity = ${quantity}`',
    to: ALWAYS,
  },
  {
    removes: 'counting the places that a release frees',
    file: 'lib/table/claims/move-places.ts',
    from: ', expression`freed = freed + ${quantity}`],',
    to: '],',
    tests: INTERLEAVED,
  },
  {
    removes: 'counting the lapsed places that an allocation frees',
    file: TAKE_SHARE,
    from: '[expression`freed = freed + ${reclaimed}`]',
    to: '[]',
  },
  {
    removes: 'the freed places in the bound between two reads',
    file: BUCKETS,
    from: ' + bucket.freed - seen.freed',
    to: '',
  },
  {
    removes: 'the third read if a bucket was added between two reads',
    file: BUCKETS,
    from: 'Number.POSITIVE_INFINITY',
    to: 'bucket.capacity',
  },
  {
    removes: 'the second read before an area is refused as sold out',
    file: AREA_TAKES,
    from: 'const after = await readAll();',
    to: 'const after = before;',
    tests: TAKES,
  },
  {
    removes: 'removing only lapsed claims from a bucket',
    file: TAKE_SHARE,
    from: 'lapsedClaimsOf(bucket, now)',
    to: 'lapsedClaimsOf(bucket, Number.MAX_SAFE_INTEGER)',
  },
  {
    removes: 'the lapse of claims in buckets (P4)',
    file: BUCKETS,
    from: 'bucket.available + lapsedClaimsOf(bucket, now).reduce((sum, { quantity }) => sum + quantity, 0)',
    to: 'bucket.available',
  },
  {
    removes: 'unavailable seats before a sold-out area',
    file: 'lib/table/claims/place-hold.ts',
    from: 'if (obstacles) return obstacles;\n  const shortages',
    to: 'const shortages',
  },
  {
    removes: 'the read before a refusal from cached buckets',
    file: AREA_TAKES,
    from: 'return guess ?? find(quantity);',
    to: 'return guess ?? { areaId: area.id, available: 0 };',
    tests: TAKES,
  },
  {
    removes: 'the fresh read of an area that may have grown',
    file: 'lib/usecases/holds/propose-hold.ts',
    from: 'if (isSame && !haveGrown(areas, fresh.areas)) return undefined;',
    to: 'if (isSame) return undefined;',
    tests: TAKES,
  },
  {
    removes: 'all areas that are short, except the first',
    file: AREA_TAKES,
    from: "('shares' in choice ? shortageOf(choice) : choice)",
    to: "('shares' in choice ? undefined : choice)",
    tests: TAKES,
  },
].map(removal => ({ tests: AREA_TESTS, ...removal }));
