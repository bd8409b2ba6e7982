/** The requests of devices that decide without a network: their reports, and what they need to know before. */
import * as z from 'zod/mini';
import { DOOR_PAGE_SIZE_MAX, SCANS_PER_REPORT_MAX, SECTION_ID_LENGTH_MAX } from '../../domain/limits.ts';
import { time } from '../request-times.ts';
import type { RequestSchemas } from '../route-schemas.ts';
import { component, described, EventId, PageQuery, pageLimit, shownAs, string } from '../schema-parts.ts';
import { Code, DeviceName, direction, Nonce } from './check-in-requests.ts';

/** The id of a gate, which the event may have removed since. So only its form is checked: the history would keep any other text for years. */
const GateId = string.check(
  z.regex(new RegExp(`^[A-Za-z0-9][A-Za-z0-9._-]{0,${SECTION_ID_LENGTH_MAX - 1}}$`), 'must be the id of a gate'),
);

const eventParams = z.strictObject({ eventId: EventId });

/** One scan that a device decided by itself. */
export const ReportedScan = component(
  'ReportedScan',
  z.strictObject({
    code: described(z.clone(Code), 'as it was read from the ticket'),
    nonce: described(
      z.clone(Nonce),
      'the name of this scan, unguessable, such as a UUID. A scan that is reported again with it gets the same result',
    ),
    gate: described(z.optional(GateId), 'where; it need not be a gate of the event, which may have removed it since'),
    direction: direction(),
    scannedAt: described(z.clone(time), "by the device's clock, which `sentAt` corrects"),
  }),
);
export type ReportedScan = z.output<typeof ReportedScan>;

/** Lines are validated one by one by the use case: a malformed one gets a result, and refuses no other. */
const anyLine = shownAs({ $ref: '#/components/schemas/ReportedScan' }, z.unknown());

export const ScanReport = component(
  'ScanReport',
  z.strictObject({
    sentAt: described(z.clone(time), "the time of the device's clock now, however wrong it is"),
    device: described(z.optional(DeviceName), 'the name of the device, for the record'),
    lines: z.array(anyLine).check(z.maxLength(SCANS_PER_REPORT_MAX)),
  }),
);
export type ScanReport = z.output<typeof ScanReport>;

export const DoorQuery = z.strictObject({
  ...PageQuery,
  limit: pageLimit(DOOR_PAGE_SIZE_MAX),
  since: described(
    z.optional(string.check(z.regex(/^\d{1,12}$/, 'must be the since of an earlier response'))),
    'of an earlier response: only the tickets of bookings that have changed since then',
  ),
});
export type DoorQuery = z.infer<typeof DoorQuery>;

export const DOOR_REQUESTS = {
  'report-scans': { params: eventParams, body: ScanReport },
  'read-door': { params: eventParams, query: DoorQuery },
} as const satisfies Record<string, RequestSchemas>;
