/** The result of an operation, before it becomes a response of API Gateway. */
import type { WrittenAnswer } from '../../ports/seat-maps.ts';

/** The result of a binding. A body that is not a string is sent as JSON. */
export interface Reply {
  status: number;
  body?: unknown;
  /** Instead of a body: serialized JSON. */
  written?: WrittenAnswer;
  headers?: Record<string, string>;
  /** Values of Set-Cookie. */
  cookies?: string[];
}
