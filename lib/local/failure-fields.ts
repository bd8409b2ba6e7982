/** The log fields of a failure in the background: short for a database that is busy or away, with the stack for anything else. */
import { Refusal } from '../domain/refusals.ts';
import type { LogFields } from '../ports/observability.ts';

/** A stack of each run while the database is away would bury the one line that says so. */
export function failureFields(error: unknown): LogFields {
  if (error instanceof Refusal) return { code: error.code };
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  const known = [code, name].find(word => typeof word === 'string' && AWAY.test(word));
  return typeof known === 'string' ? { code: known } : { error };
}

/** Errors of a connection, and time-outs of the SDK. */
const AWAY = /^(E[A-Z]{4,}|TimeoutError)$/;
