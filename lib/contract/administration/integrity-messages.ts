/** What the integrity check of an event answers, as schemas. */
import * as z from 'zod';
import { VIOLATIONS } from '../../domain/integrity.ts';
import { HoldId } from '../claims/messages.ts';
import { timestamp } from '../schema-parts.ts';

const Violation = z
  .strictObject({
    kind: z.enum(VIOLATIONS),
    detail: z.string(),
    seatId: z.string().optional(),
    areaId: z.string().optional(),
    holdIds: z.array(HoldId).meta({ description: 'of the claims that it is about; a booking shares its id' }),
  })
  .meta({ id: 'Violation' });

export const Integrity = z
  .strictObject({
    ok: z.boolean(),
    checked: z.strictObject({
      seats: z.int(),
      buckets: z.int(),
      claims: z.int(),
      journalEntries: z.int(),
    }),
    violations: z.array(Violation).meta({ description: 'of very many, the first thousand' }),
    asOf: timestamp,
  })
  .meta({ id: 'Integrity' });
export type Integrity = z.infer<typeof Integrity>;
