/** Counts requests and their faults by operation. */
import type { Fault } from '../../engine/faults/faults.ts';

export type FaultKind = Fault['is'];

export interface OperationCounts {
  operation: string;
  requests: number;
  faults: Partial<Record<FaultKind, number>>;
}

export interface FaultCounts {
  request(operation: string): void;
  fault(kind: FaultKind, operation: string): void;
  /** The operations by name. */
  all(): OperationCounts[];
}

export function createFaultCounts(): FaultCounts {
  const counts = new Map<string, OperationCounts>();
  const of = (operation: string): OperationCounts => {
    const known = counts.get(operation) ?? { operation, requests: 0, faults: {} };
    counts.set(operation, known);
    return known;
  };
  return {
    request(operation) {
      of(operation).requests += 1;
    },
    fault(kind, operation) {
      const { faults } = of(operation);
      faults[kind] = (faults[kind] ?? 0) + 1;
    },
    all: () => [...counts.values()].sort((one, other) => (one.operation < other.operation ? -1 : 1)),
  };
}
