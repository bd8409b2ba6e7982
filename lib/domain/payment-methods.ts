/** The payment methods of the simulated gateway. Their names say what happens to the payment. */
export const SIMULATED_METHODS = [
  'sim_ok',
  'sim_declined',
  'sim_timeout_then_ok',
  'sim_timeout_then_declined',
  'sim_slow',
] as const;
export type SimulatedMethod = (typeof SIMULATED_METHODS)[number];
