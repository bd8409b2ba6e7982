/** The generated parts of docs/notices.md: a table of all notices with their fields, and an example of each. */
import { NOTICE_EXAMPLES } from '../../contract/notices/examples.ts';
import { NOTICES } from '../../contract/notices/notices.ts';
import { KEYWORDS } from '../../contract/schema-parts.ts';
import { NOTICE_NAMES, type NoticeName } from '../../domain/notice-names.ts';

/** A notice without a text does not compile. */
const WHEN: Record<NoticeName, string> = {
  'event.published': 'the event can be found and sold',
  'event.edited': 'its facts, sections or places have changed; read the event for the new ones',
  'event.closed': 'its organizer has ended its sales',
  'event.reopened': 'its sales are open again',
  'event.cancelled': 'it will not take place; a notice of each cancelled booking follows',
  'event.deleted': 'it was deleted before anybody booked',
  'booking.confirmed': 'a hold became a booking',
  'booking.places-cancelled': 'a part of a booking was cancelled',
  'booking.cancelled': 'a booking was cancelled, or all that was left of it',
  'payment.refunded': 'the gateway has returned money',
  'payment.refund-failed': 'the gateway took a refund back; a person has to resolve it',
  'ticket.admitted': 'a scan admitted the person',
  'ticket.left': 'a scan on the way out',
  'ticket.refused': 'a scan that admitted nobody, or that an offline device should not have admitted',
  'ticket.reissued': 'the code of a ticket was replaced; the earlier one is void',
};

const shapeOf = (name: NoticeName) => Object.entries(NOTICES[name].shape);
/** The fields of all notices. */
const COMMON = shapeOf('event.published').map(([field]) => field);

/** One row for each notice, with the fields that only it has. A question mark stands for a field that may be absent. */
export function noticesTable(): string {
  const rows = NOTICE_NAMES.map(name => `| [\`${name}\`](#${anchorOf(name)}) | ${WHEN[name]} | ${fieldsOf(name)} |`);
  return ['| name | when | its own fields |', '|---|---|---|', ...rows].join('\n');
}

const fieldsOf = (name: NoticeName): string =>
  shapeOf(name)
    .filter(([field]) => !COMMON.includes(field))
    .map(([field, schema]) => `\`${field}${schema.def.type === 'optional' ? '?' : ''}\``)
    .join(', ');

/** The anchor that GitHub gives a heading. */
const anchorOf = (heading: string): string => heading.replaceAll('.', '');

/** An example of each notice, with the descriptions of its own fields. */
export const noticeExamples = (): string =>
  NOTICE_NAMES.map(name => [`### ${name}`, ...descriptionsOf(name), exampleOf(name)].join('\n\n')).join('\n\n');

function descriptionsOf(name: NoticeName): string[] {
  const described = shapeOf(name).flatMap(([field, schema]) => {
    const description = COMMON.includes(field) ? undefined : KEYWORDS.get(schema)?.description;
    return description === undefined ? [] : [`- \`${field}\`: ${description}.`];
  });
  return described.length > 0 ? [described.join('\n')] : [];
}

const exampleOf = (name: NoticeName): string => `\`\`\`json\n${JSON.stringify(NOTICE_EXAMPLES[name], null, 2)}\n\`\`\``;
