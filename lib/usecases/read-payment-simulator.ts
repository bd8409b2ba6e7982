/** Reads how the simulated gateway behaves. */
import type { Dependencies } from './dependencies.ts';
import type { SimulatorSettings } from './payment-simulator-dependencies.ts';

export const readPaymentSimulator = ({ simulator }: Pick<Dependencies, 'simulator'>): Promise<SimulatorSettings> =>
  simulator.read();
