/** A key belongs to its caller and its request (P3, P10). Two callers may use the same key; a second request with it is refused. */
import type { Hold } from '../../contract/holds/responses.ts';
import { type Call, codeOf, isSuccess } from '../calls.ts';
import { type Findings, nameOf, report } from '../findings.ts';
import type { History } from '../history.ts';
import { KEY_LIFETIME_MS, type KeyedOperation } from '../keyed-operations.ts';

export function checkOwnKeys({ keys }: History, findings: Findings): void {
  for (const operations of keys) if (operations.length > 1) checkRequests(operations, findings);
  checkCallers(keys.flat(), findings);
}

/** After one request of a key has succeeded, another one is refused. */
function checkRequests(operations: KeyedOperation[], findings: Findings): void {
  for (const { success, first } of operations) {
    if (!success) continue;
    for (const other of operations) {
      if (other.success === success) continue;
      for (const call of other.attempts) checkReuse(success, first, call, findings);
    }
  }
}

function checkReuse(success: Call, first: Call, call: Call, findings: Findings): void {
  const isInLifetime = Math.abs(call.invokedAt - first.invokedAt) < KEY_LIFETIME_MS;
  // Of two successes, the later one is wrong.
  if (!isInLifetime || call.from < (isSuccess(call) ? success.from : success.to)) return;
  findings.applied['own-keys'] += 1;
  if (!isSuccess(call) && (!call.answer || mayPrecede(call))) return;
  const detail = `The key ${call.key} of ${call.caller} was used for another request: ${nameOf(success)}, and ${nameOf(call)}.`;
  report(findings, 'own-keys', detail, [success, call]);
}

/** Whether a refusal is right for a reused key: it says that the key is reused, or it was decided before the key was read. */
const mayPrecede = (call: Call): boolean => {
  const status = call.answer?.status ?? 0;
  return codeOf(call) === 'idempotency-key-reused' || (status !== 409 && status !== 402 && status !== 422);
};

/** Two callers with the same key get holds of their own. */
function checkCallers(operations: KeyedOperation[], findings: Findings): void {
  const placed = operations.filter(({ operation, success }) => operation === 'place-hold' && success !== undefined);
  const byKey = Map.groupBy(placed, ({ key }) => key);
  for (const [key, same] of byKey) {
    if (new Set(same.map(({ caller }) => caller)).size < 2) continue;
    findings.applied['own-keys'] += 1;
    for (const [id, ofHold] of Map.groupBy(same, holdIdIn)) {
      if (id === undefined || ofHold.length < 2) continue;
      const detail = `Two callers used the key ${key}, and both were given the hold ${id}.`;
      report(
        findings,
        'own-keys',
        detail,
        ofHold.flatMap(({ success }) => success ?? []),
      );
    }
  }
}

const holdIdIn = ({ success }: KeyedOperation): string | undefined =>
  (success?.answer?.document as Hold | undefined)?.id;
