/** Chooses the media type of a response by the header Accept (RFC 9110, section 12.5.1). */
import type { MediaType } from '../../contract/route.ts';
import { HttpProblem } from './http-problem.ts';

interface Range {
  type: string;
  /** From 0, not acceptable, to 1. */
  weight: number;
  position: number;
}

/**
 * Returns the acceptable type with the highest weight. Of several, that which the header names itself comes first, then that which
 * it names earlier, then the one that the route prefers. Refuses a request that accepts none of them.
 */
export function chooseMediaType(accept: string | undefined, types: readonly MediaType[]): MediaType {
  const ranges = rangesIn(accept ?? '');
  const found = types.flatMap(type => {
    const match = matchOf(type, ranges);
    return match && match.weight > 0 ? [{ type, ...match }] : [];
  });
  const [best] = found.toSorted(
    (one, other) => other.weight - one.weight || one.generality - other.generality || one.position - other.position,
  );
  if (!best) throw new HttpProblem('not-acceptable', { mediaTypes: types });
  return best.type;
}

/** An empty header accepts everything, as an absent one does. A weight that is no number counts as 1. */
function rangesIn(accept: string): Range[] {
  const ranges = accept.split(',').flatMap((part, position) => {
    const [type = '', ...parameters] = part.split(';').map(word => word.trim().toLowerCase());
    const weight = parameters.find(parameter => WEIGHT.test(parameter))?.replace(WEIGHT, '');
    return type === '' ? [] : [{ type, position, weight: weight === undefined ? 1 : within(Number(weight)) }];
  });
  return ranges.length > 0 ? ranges : [{ type: '*/*', position: 0, weight: 1 }];
}

const WEIGHT = /^q\s*=\s*/;
const within = (weight: number): number => (Number.isNaN(weight) ? 1 : Math.min(1, Math.max(0, weight)));

/** The most specific range that has the type. Of equal ranges the highest weight counts. */
function matchOf(type: string, ranges: Range[]): { weight: number; generality: number; position: number } | undefined {
  for (const [generality, range] of [type, `${type.split('/')[0]}/*`, '*/*'].entries()) {
    const [best] = ranges
      .filter(each => each.type === range)
      .toSorted((one, other) => other.weight - one.weight || one.position - other.position);
    if (best) return { weight: best.weight, generality, position: best.position };
  }
  return undefined;
}
