/** The responses of the demonstration function. */
import * as z from 'zod/mini';
import type { ResponsesOf } from '../route-schemas.ts';
import { component } from '../schema-parts.ts';
import { SIMULATOR_SETTINGS } from './requests.ts';

export const PaymentSimulator = component('PaymentSimulator', z.strictObject(SIMULATOR_SETTINGS));
export type PaymentSimulator = z.infer<typeof PaymentSimulator>;

const customer = z.strictObject({ email: z.string(), accessToken: z.string() });
/** Of the accounts function. */
export const DemoCustomers = component('DemoCustomers', z.strictObject({ items: z.array(customer) }));

export const DEMO_RESPONSES = {
  'read-payment-simulator': { 200: PaymentSimulator },
  'change-payment-simulator': { 200: PaymentSimulator },
} as const satisfies ResponsesOf<'demo'>;
