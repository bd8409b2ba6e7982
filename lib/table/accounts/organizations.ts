/** The organization store port on DynamoDB. */
import type { OrganizationStore } from '../../ports/organizations.ts';
import { memberKey } from '../keys.ts';
import { readRow } from '../queries.ts';
import type { Table } from '../table.ts';
import { memberOf } from './organization-rows.ts';

export const createOrganizationStore = (table: Table): OrganizationStore => ({
  async readMember(organizationId, userId) {
    const row = await readRow(table, memberKey(organizationId, userId));
    return row && memberOf(row);
  },
});
