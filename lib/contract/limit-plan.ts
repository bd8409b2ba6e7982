/** The limits of a stage: the quotas of its routes or its own ones, and the rows in which they are counted. */
import { RATE_QUOTA_MAX } from '../domain/limits.ts';
import { fitInRow, type NamedLimit, type RateLimitSetting } from './rate-limits.ts';
import { ALL_LIMITS, limitsOf, type OperationId } from './routes.ts';

/** A limit with the stage's quota. */
export interface PlannedLimit extends NamedLimit {
  /** Whether it is counted in a row with other limits. */
  isShared: boolean;
  /** The rows among which a large quota is divided. */
  parts: number;
}

/** Plans the limits of an operation. `overrides` are the stage's quotas that differ from the routes. */
export function planLimits(overrides: Exclude<RateLimitSetting, 'off'>): (operation: OperationId) => PlannedLimit[] {
  const ofStage = <Limit extends NamedLimit>(limit: Limit): Limit => ({ ...limit, ...overrides[limit.name] });
  const all = new Map(ALL_LIMITS.map(limit => [limit.name, ofStage(limit)]));
  const rows = Map.groupBy(all.values(), ({ row, name }) => row ?? name);
  const plans = new Map<OperationId, PlannedLimit[]>();
  const plan = (limit: NamedLimit): PlannedLimit => ({
    ...limit,
    isShared: limit.row !== undefined && fitInRow(rows.get(limit.row) ?? []),
    parts: Math.ceil(limit.quota / RATE_QUOTA_MAX),
  });
  return operation => {
    const planned = plans.get(operation) ?? limitsOf(operation).map(ofStage).map(plan);
    plans.set(operation, planned);
    return planned;
  };
}
