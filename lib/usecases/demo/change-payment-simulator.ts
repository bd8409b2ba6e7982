/** Changes how the simulated gateway behaves. Every function applies the change within a second. */
import type { Dependencies } from '../../ports/dependencies.ts';
import type { SimulatorSettings } from '../../ports/payment-simulator.ts';

export async function changePaymentSimulator(
  { simulator }: Pick<Dependencies, 'simulator'>,
  settings: SimulatorSettings,
): Promise<SimulatorSettings> {
  await simulator.write(settings);
  return settings;
}
