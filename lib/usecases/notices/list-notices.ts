/** Lists the notices of an organization after a position of its log, for members who may read bookings. */
import type { Notice } from '../../contract/notices/notices.ts';
import type { NoticesQuery } from '../../contract/notices/requests.ts';
import type { NoticesPage } from '../../contract/notices/responses.ts';
import { rolesWith } from '../../domain/organization.ts';
import { Refusal } from '../../domain/refusals.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { mayDo } from '../organizations/require-right.ts';

/** An absent organization is answered like one of others (P10). */
export async function listNotices(
  dependencies: Pick<Dependencies, 'noticeLog' | 'organizations'>,
  { caller }: CallerCall,
  { organizationId, after, limit }: NoticesQuery,
): Promise<NoticesPage> {
  if (!(await mayDo(dependencies, organizationId, caller, 'read-bookings')))
    throw new Refusal('organization-role-required', { roles: [...rolesWith('read-bookings')] });
  const notices = await dependencies.noticeLog.readAfter(organizationId, after, limit);
  if (!notices) throw new Refusal('validation-failed', { errors: [{ path: 'query.after', message: NOT_IN_LOG }] });
  return {
    items: notices.map(({ json }): Notice => JSON.parse(json)),
    nextCursor: String(notices.at(-1)?.position ?? after),
  };
}

/** A reader gets a position together with its notice. If the log lacks that notice now, its table was restored to an earlier time. */
const NOT_IN_LOG =
  'is after the end of the log. If it was nextCursor before, the tables were restored to an earlier time: begin again with an earlier position, or 0';
