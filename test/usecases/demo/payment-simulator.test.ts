/** The settings of the payment simulator. */
import { beforeEach, describe, expect, it } from 'vitest';
import { CALM_SETTINGS } from '../../../lib/ports/payment-simulator.ts';
import { changePaymentSimulator } from '../../../lib/usecases/demo/change-payment-simulator.ts';
import { readPaymentSimulator } from '../../../lib/usecases/demo/read-payment-simulator.ts';
import { openUseCases, type UseCases } from '../open-use-cases.ts';

let useCases: UseCases;
beforeEach(async () => {
  useCases = await openUseCases();
});

describe('the settings of the payment simulator', () => {
  it('inject no faults at first, and are replaced as a whole', async () => {
    expect(await readPaymentSimulator(useCases)).toEqual(CALM_SETTINGS);
    const settings = { ...CALM_SETTINGS, failureRate: 0.5, lateMs: 100 };
    expect(await changePaymentSimulator(useCases, settings)).toEqual(settings);
    useCases.now += 60_000;
    expect(await readPaymentSimulator(useCases)).toEqual(settings);
    await changePaymentSimulator(useCases, { ...CALM_SETTINGS, latencyMs: 1 });
    useCases.now += 60_000;
    expect(await readPaymentSimulator(useCases)).toEqual({ ...CALM_SETTINGS, latencyMs: 1 });
  });
});
