/** Devices at the door that work without a network: they report scans, and read the tickets of an event. */
import type { Event } from '../../lib/contract/events/responses.ts';
import type { ReportedScan } from '../../lib/contract/tickets/door-requests.ts';
import type { Door, ScanResult, ScanResults } from '../../lib/contract/tickets/door-responses.ts';
import { IDS } from '../../lib/lambda/compose/system-clock.ts';
import type { ApiResponse, Person, ProblemFields, World } from './world.ts';

/** A line of a report, with a new nonce by default. The scan is as old as the request by default. */
export const lineOf = (world: World, code: string, more: Partial<ReportedScan> = {}) => ({
  code,
  nonce: IDS.next(),
  scannedAt: new Date(world.now).toISOString(),
  ...more,
});

/** Reports lines, as a device with the right time by default. */
export const report = (
  world: World,
  as: Person,
  { id }: Pick<Event, 'id'>,
  lines: unknown[],
  more: object = {},
): Promise<ApiResponse<ScanResults & ProblemFields>> =>
  world.invoke('report-scans', {
    as,
    params: { eventId: id },
    body: { sentAt: new Date(world.now).toISOString(), lines, ...more },
  });

/** The results of a report that was accepted. */
export async function resultsOf(sent: Promise<ApiResponse<ScanResults & ProblemFields>>): Promise<ScanResult[]> {
  const { status, body } = await sent;
  if (status !== 200) throw new Error(`a report was answered with ${status}: ${JSON.stringify(body)}`);
  return body.results;
}

export const readDoor = (
  world: World,
  as: Person,
  { id }: Pick<Event, 'id'>,
  query: Record<string, string> = {},
): Promise<ApiResponse<Door & ProblemFields>> => world.invoke('read-door', { as, params: { eventId: id }, query });
