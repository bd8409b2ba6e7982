/** The table of docs/organizations.md: the rights of each role on the events of its organization. */
import { hasRight, MEMBER_ROLES, RIGHTS, type Right } from '../../domain/organization.ts';

/** A right without a text does not compile. */
const RIGHT_TEXTS: Record<Right, string> = {
  'edit-events': 'publish, edit, close, cancel and delete events; list blocked places; check the integrity of an event',
  'read-bookings':
    "read bookings, with the customer's name and address, the notices of the organization, the messages of an event, and its mails that did not arrive",
  'export-bookings': 'export bookings as CSV',
  'cancel-bookings': 'cancel bookings or parts of them, with a reason',
  'read-sales': 'read sales and occupancy',
  'send-messages': 'send messages to the customers of an event, and preview them',
  'read-drafts': 'list all events of the organization, also drafts and past ones',
  'check-in': 'scan tickets, online and for an offline device; read tickets, revocations and gates for a device',
  readmit: 'admit a person without regard to earlier scans, or without a code',
  'read-check-ins': 'read and export scans, and the counts by gate',
  'manage-members': 'rename the organization; invite, change and remove members',
};

export function rolesTable(): string {
  const header = `| may | ${MEMBER_ROLES.join(' | ')} |`;
  const line = `|---|${MEMBER_ROLES.map(() => ':-:').join('|')}|`;
  const rows = RIGHTS.map(right => {
    const marks = MEMBER_ROLES.map(role => (hasRight(role, right) ? 'yes' : ''));
    return `| ${RIGHT_TEXTS[right]} | ${marks.join(' | ')} |`;
  });
  return [header, line, ...rows].join('\n');
}
