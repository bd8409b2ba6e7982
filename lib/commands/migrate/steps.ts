/** The steps of the migration to this release, in their order on each event. */
import { convertBlocks } from './convert-blocks.ts';
import { keepWithdrawn } from './keep-withdrawn.ts';
import { listInOrganization } from './list-in-organization.ts';
import type { NamedStep } from './migration.ts';
import { putReferences } from './put-references.ts';
import { putRevocations } from './put-revocations.ts';
import { restoreJourneys } from './restore-journeys.ts';
import { sumEarlierSales } from './sum-earlier-sales.ts';
import { upgradeEvent } from './upgrade-event.ts';

export const STEPS: readonly NamedStep[] = [
  { name: 'upgrade-event', rows: 'rows of events and layouts', run: upgradeEvent },
  { name: 'convert-blocks', rows: 'seats blocked by organizers', run: convertBlocks },
  { name: 'keep-withdrawn', rows: 'withdrawals of area places', run: keepWithdrawn },
  { name: 'put-references', rows: 'rows of booking references', run: putReferences },
  { name: 'restore-journeys', rows: 'entries of itineraries', run: restoreJourneys },
  { name: 'list-in-organization', rows: 'rows of events in the lists of organizations', run: listInOrganization },
  { name: 'sum-earlier-sales', rows: 'days of earlier sales', run: sumEarlierSales },
  { name: 'put-revocations', rows: 'revocations of tickets', run: putRevocations },
];
