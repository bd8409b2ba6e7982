/** All removals: of conditions and checks of the service, and of the embedded engine. */
import { ENGINE_MUTANTS } from '../../engine/mutants.ts';
import type { Mutant } from '../mutant.ts';
import { ACCOUNT_REMOVALS } from './accounts.ts';
import { AREA_REMOVALS } from './areas.ts';
import { CODE_REMOVALS } from './codes.ts';
import { CONDITION_REMOVALS } from './conditions.ts';
import { DOCUMENT_REMOVALS } from './documents.ts';
import { EDIT_REMOVALS } from './edits.ts';
import { EVENT_PRICE_REMOVALS } from './event-prices.ts';
import { FORMAT_REMOVALS } from './formats.ts';
import { JOURNEY_REMOVALS } from './journeys.ts';
import { LAYOUT_REMOVALS } from './layouts.ts';
import { LIMIT_REMOVALS } from './limits.ts';
import { LINK_REMOVALS } from './links.ts';
import { LIST_REMOVALS } from './lists.ts';
import { MAIL_MUTANTS } from './mail.ts';
import { MAILING_REMOVALS } from './mailings.ts';
import { NOTICE_REMOVALS } from './notices.ts';
import { ORGANIZATION_REMOVALS } from './organizations.ts';
import { PAYMENT_REMOVALS } from './payments.ts';
import { mutantOf } from './removal.ts';
import { TICKET_REMOVALS } from './tickets.ts';

export const REMOVALS: Mutant[] = [
  ...MAIL_MUTANTS,
  ...[
    ...AREA_REMOVALS,
    ...ENGINE_MUTANTS.map(removal => ({ ...removal, projects: ['unit'] })),
    ...PAYMENT_REMOVALS,
    ...EDIT_REMOVALS,
    ...CODE_REMOVALS,
    ...EVENT_PRICE_REMOVALS,
    ...CONDITION_REMOVALS,
    ...FORMAT_REMOVALS,
    ...LAYOUT_REMOVALS,
    ...JOURNEY_REMOVALS,
    ...LINK_REMOVALS,
    ...LIST_REMOVALS,
    ...LIMIT_REMOVALS,
    ...ORGANIZATION_REMOVALS,
    ...ACCOUNT_REMOVALS,
    ...TICKET_REMOVALS,
    ...NOTICE_REMOVALS,
    ...DOCUMENT_REMOVALS,
    ...MAILING_REMOVALS,
  ].map(mutantOf),
];
