/** All guards of sales, notices and the door, each with the seeded bug that removes it. A unit test checks that the code still has their texts. */
import type { Guard } from '../mutant.ts';
import { AREA_GUARDS } from './areas.ts';
import { BACKGROUND_GUARDS } from './background.ts';
import { BLOCK_GUARDS } from './blocks.ts';
import { CALLER_GUARDS } from './callers.ts';
import { CHECK_IN_GUARDS } from './check-in.ts';
import { DOOR_GUARDS } from './door.ts';
import { EVENT_GUARDS } from './events.ts';
import { HOLD_GUARDS } from './holds.ts';
import { JOURNEY_GUARDS } from './journeys.ts';
import { KEY_GUARDS } from './keys.ts';
import { NOTICE_GUARDS } from './notices.ts';
import { PART_CANCEL_GUARDS } from './part-cancel.ts';
import { PART_GUARDS } from './parts.ts';
import { PAYMENT_GUARDS } from './payments.ts';
import { PRICE_GUARDS } from './prices.ts';
import { REFUND_GUARDS } from './refunds.ts';
import { REFUSAL_GUARDS } from './refusals.ts';
import { SALES_GUARDS } from './sales.ts';
import { TICKET_GUARDS } from './tickets.ts';
import { UNLOCKED_SEAT_GUARDS } from './unlocked-seats.ts';

export const GUARDS: Guard[] = [
  ...HOLD_GUARDS,
  ...JOURNEY_GUARDS,
  ...AREA_GUARDS,
  ...KEY_GUARDS,
  ...REFUSAL_GUARDS,
  ...PAYMENT_GUARDS,
  ...PRICE_GUARDS,
  ...REFUND_GUARDS,
  ...SALES_GUARDS,
  ...PART_CANCEL_GUARDS,
  ...PART_GUARDS,
  ...CHECK_IN_GUARDS,
  ...BACKGROUND_GUARDS,
  ...EVENT_GUARDS,
  ...BLOCK_GUARDS,
  ...UNLOCKED_SEAT_GUARDS,
  ...CALLER_GUARDS,
  ...DOOR_GUARDS,
  ...NOTICE_GUARDS,
  ...TICKET_GUARDS,
];
