/** What the messages of every area are made of: bounded text, times, ids, and pages of lists. */
import * as z from 'zod';
import { RANDOM_PART } from '../domain/ids.ts';
import { PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX } from '../domain/limits.ts';

/** Half a character is nothing that could be kept: UTF-8 makes all of them the same. */
export const isWellFormed = (value: string): boolean => value.isWellFormed();
export const NOT_WELL_FORMED = 'must be well-formed unicode';

/** Text a person wrote: bounded, trimmed at neither end, without control characters. */
export const text = (lengthMax: number) =>
  z
    .string()
    .min(1)
    .max(lengthMax)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point
    .regex(/^[^\u0000-\u001f\u007f]*$/, 'must not contain control characters')
    .refine(isWellFormed, NOT_WELL_FORMED);

export const timestamp = z.iso.datetime({ message: 'must be an RFC 3339 time in UTC, such as 2026-12-31T19:30:00Z' });
export const id = (prefix: string) =>
  z.string().regex(new RegExp(`^${prefix}_${RANDOM_PART}$`), `must be an id of the form ${prefix}_…`);

/** Answers of every list: the cursor is opaque, and belongs to its caller and query. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() });

const limit = z.coerce.number().pipe(z.int().min(1).max(PAGE_SIZE_MAX)).default(PAGE_SIZE_DEFAULT);
const cursor = z.string().min(1).max(500).optional();
export const PageQuery = { limit, cursor };
