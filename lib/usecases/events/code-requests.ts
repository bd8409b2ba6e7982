/** The terms of codes in requests, as the domain has them. */
import type { CodeChanges } from '../../contract/events/code-requests.ts';
import type { CodeEdit } from '../../domain/code-changes.ts';

const timeOf = (time: string | null): number | null => (time === null ? null : Date.parse(time));

/** The requested terms; null removes one. A term that the request leaves out is absent. */
export function codeEditOf({ opensAt, closesAt, ...others }: CodeChanges): CodeEdit {
  const edit = {
    ...others,
    ...(opensAt !== undefined && { opensAt: timeOf(opensAt) }),
    ...(closesAt !== undefined && { closesAt: timeOf(closesAt) }),
  };
  return Object.fromEntries(Object.entries(edit).filter(([, value]) => value !== undefined));
}
