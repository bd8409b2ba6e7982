/** Reads how the simulated gateway behaves. */
import type { Dependencies } from '../../ports/dependencies.ts';
import type { SimulatorSettings } from '../../ports/payment-simulator.ts';

export const readPaymentSimulator = ({ simulator }: Pick<Dependencies, 'simulator'>): Promise<SimulatorSettings> =>
  simulator.read();
