/** The origins of changes, as journal entries record them: the author by id, the time and the request. Never an address. */
import type { Origin } from '../domain/claim-changes.ts';
import type { Call, CallerCall } from '../ports/calls.ts';

/** The origin of a change that the claim's owner requested. */
export const byOwner = ({ now, requestId }: Call): Origin => ({ at: now, actor: 'owner', requestId });

/** The origin of a change by any caller, who is recorded by id. */
export const byCaller = (call: CallerCall): Origin => ({ ...byOwner(call), actor: call.caller.userId });

/** The origin of a change that Holdfast makes by itself. */
export const bySystem = ({ now, requestId }: Call): Origin => ({ at: now, actor: 'system', requestId });
