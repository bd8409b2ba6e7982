/** The representation of a code in responses to its organizer. */
import type { CodeUses } from '../../domain/code-changes.ts';
import { codeStateAt } from '../../domain/codes.ts';
import type { Code as CodeOfDomain, Discount } from '../../domain/price-model.ts';
import { money, timestamp } from '../presenter-parts.ts';
import type { Code } from './code-responses.ts';

/** A code at `now`, with its uses if they are counted. */
export function codeAnswer(code: CodeOfDomain, uses: CodeUses | undefined, currency: string, now: number): Code {
  const { id, eventId: _event, counterId: _counter, buckets: _buckets, version: _version, ...terms } = code;
  const { opensAt, closesAt, createdAt, endedAt, discount, ...others } = terms;
  return {
    code: id,
    status: codeStateAt(code, now),
    ...others,
    ...(opensAt !== undefined && { opensAt: timestamp(opensAt) }),
    ...(closesAt !== undefined && { closesAt: timestamp(closesAt) }),
    ...(discount && { discount: discountAnswer(discount, currency) }),
    createdAt: timestamp(createdAt),
    ...(endedAt !== undefined && { endedAt: timestamp(endedAt) }),
    ...(uses && { uses }),
  };
}

const discountAnswer = (discount: Discount, currency: string): NonNullable<Code['discount']> =>
  'percent' in discount ? discount : { ...discount, amount: money(discount.amount, currency) };
