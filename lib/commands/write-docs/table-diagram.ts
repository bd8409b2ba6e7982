/** Diagrams of the tables for docs/data-model.md: their rows with their keys, and the indexes that list them. All keys are built by `table/keys.ts`. */
import type { EventKind } from '../../domain/model.ts';
import {
  bucketKey,
  claimKey,
  claimOfEventKey,
  codeKey,
  codeLimitKey,
  codeSalesKey,
  dateIndexKey,
  documentKey,
  earlierSalesKey,
  earlierSalesNoteKey,
  emailKey,
  eventJobKey,
  eventKey,
  feedIndexKey,
  formatKey,
  gateCountsKey,
  gatesKey,
  INDEXES,
  idempotencyKey,
  invitationKey,
  invitedIndexKey,
  itineraryKey,
  journalKey,
  type Key,
  lapseMarkerKey,
  limitKey,
  mailedIndexKey,
  mailingKey,
  mailingOfEventKey,
  mailKey,
  mailPaceKey,
  memberKey,
  membershipKey,
  minuteOf,
  noticedKey,
  noticeKey,
  noticesHeadKey,
  organizationEventKey,
  organizationKey,
  ownerIndexKey,
  pricesKey,
  rateKey,
  recentMessagesKey,
  referenceKey,
  registrationIndexKey,
  revocationKey,
  routeIndexKey,
  salesKey,
  seatKey,
  sectionKey,
  separationKey,
  serviceIndexKey,
  sessionIndexKey,
  sessionKey,
  simulatedPaymentKey,
  simulatorSettingsKey,
  snapshotKey,
  snapshotLeaseKey,
  sortable,
  suppressedKey,
  sweepKey,
  TABLE_KINDS,
  tableOf,
  tallyKey,
  undeliveredKey,
  unfinishedEventIndexKey,
  unfinishedIndexKey,
  uniqueNameKey,
  usedLinkKey,
  userKey,
} from '../../table/keys.ts';
import { mermaid } from './state-diagrams.ts';

/** A time that equals no other number of a key. */
const TIME = Date.UTC(2030, 0, 31, 20);
const END = Date.UTC(2031, 0, 31, 20);

/** The names that the diagram shows, by the numbers and digests in these example keys. */
const NAMES: [pattern: RegExp, name: string][] = [
  [new RegExp(sortable(TIME)), '{time}'],
  [new RegExp(sortable(END)), '{end}'],
  [new RegExp(String(TIME)), '{expiresAt}'],
  [new RegExp(String(minuteOf(TIME))), '{minute}'],
  [/2030-01-31/, '{day}'],
  // A search key has no braces, because the names in it are folded.
  [/^ROUTE#origin#destination$/, 'ROUTE#{origin}#{destination}'],
  [/^SERVICE#number$/, 'SERVICE#{number}'],
  [/BLOCK#\d+$/, 'BLOCK#{block}'],
  [/BUCKET#\d+$/, 'BUCKET#{number}'],
  [/#[\w-]{43}$/, '#{digest}'],
  [/(\d{12}|\d{6})$/, '{position}'],
  [/#9#0$/, '#{group}#{shard}'],
  [/#\d$/, '#{shard}'],
];

interface RowKind {
  name: string;
  key: Key;
  /** Attributes of index keys that rows of this kind may carry. */
  indexed?: Record<string, string>[];
}

const [EVENT, SECTION, CLAIM, USER, ORGANIZATION] = [
  '{eventId}',
  '{sectionId}',
  '{claimId}',
  '{userId}',
  '{organizationId}',
] as const;
/** An event of the kind `{kind}`, which exists only in the diagram. */
const LISTED = { id: EVENT, startsAt: TIME, endsAt: END, kind: '{kind}' as EventKind };

/** The rows, by the subject that they are about. */
const ROWS: Record<string, RowKind[]> = {
  'an event': [
    {
      name: 'event',
      key: eventKey(EVENT),
      indexed: [
        dateIndexKey(LISTED),
        routeIndexKey({ origin: 'origin', destination: 'destination' }, LISTED),
        serviceIndexKey('number', LISTED),
      ],
    },
    {
      name: 'event of an organization',
      key: organizationEventKey({ id: EVENT, organizationId: ORGANIZATION, createdAt: TIME }),
    },
    { name: 'section', key: sectionKey(EVENT, SECTION) },
    { name: 'gates', key: gatesKey(EVENT) },
    { name: 'prices', key: pricesKey(EVENT) },
    { name: 'code', key: codeKey(EVENT, '{code}') },
    { name: 'job', key: eventJobKey(EVENT), indexed: [unfinishedEventIndexKey(EVENT, TIME)] },
    { name: 'seat', key: seatKey(EVENT, SECTION, '{label}') },
    { name: 'bucket', key: bucketKey(EVENT, SECTION, 0) },
    { name: 'unique name', key: uniqueNameKey('{name}') },
    { name: 'shared seat map', key: snapshotKey(EVENT) },
    { name: 'its lease', key: snapshotLeaseKey(EVENT) },
    { name: 'limit', key: limitKey(EVENT, USER) },
    { name: 'uses of a code by a customer', key: codeLimitKey(EVENT, 'code:{random}', USER) },
  ],
  'a claim': [
    {
      name: 'claim',
      key: claimKey(CLAIM),
      indexed: [
        ownerIndexKey(USER, TIME, CLAIM),
        unfinishedIndexKey(CLAIM, TIME),
        unfinishedIndexKey(CLAIM, TIME, true),
      ],
    },
    { name: 'lapse marker', key: lapseMarkerKey(CLAIM, TIME) },
    { name: 'idempotency record', key: idempotencyKey('{callerId}', '{key}') },
    { name: 'itinerary', key: itineraryKey(USER) },
    { name: 'claim of an event', key: claimOfEventKey(EVENT, CLAIM) },
    { name: 'void tickets', key: revocationKey(EVENT, CLAIM, 9) },
    { name: 'simulated payment', key: simulatedPaymentKey('{paymentId}') },
  ],
  'derived from the histories of claims and events': [
    { name: 'journal entry', key: journalKey('{subjectId}', 1), indexed: [feedIndexKey(TIME, '{subjectId}', 1)] },
    { name: 'booking reference', key: referenceKey('{reference}', CLAIM) },
    { name: 'documents', key: documentKey(CLAIM, 'tickets') },
    { name: 'receipt', key: documentKey(CLAIM, 'receipt') },
    { name: 'tally of an event', key: tallyKey(EVENT, '{currency}', 0) },
    { name: 'tally of all events', key: tallyKey(undefined, '{currency}', 0) },
    { name: 'sales of a day', key: salesKey(EVENT, { day: '{day}', currency: '{currency}', part: '9', shard: 0 }) },
    { name: 'sales with a code', key: codeSalesKey(EVENT, { code: '{code}', currency: '{currency}', shard: 0 }) },
    { name: 'earlier sales', key: earlierSalesKey(EVENT, { day: '{day}', currency: '{currency}' }) },
    { name: 'their note', key: earlierSalesNoteKey(EVENT) },
    { name: 'counts of a gate', key: gateCountsKey(EVENT, '{gate}', 0) },
    { name: 'notice', key: noticeKey(ORGANIZATION, 1) },
    { name: 'end of a log of notices', key: noticesHeadKey(ORGANIZATION) },
    { name: 'mark in a log of notices', key: noticedKey('{subjectId}') },
  ],
  'an account': [
    { name: 'user', key: userKey(USER), indexed: [registrationIndexKey(USER, TIME)] },
    { name: 'e-mail', key: emailKey('{email}') },
    { name: 'session', key: sessionKey('{sessionId}'), indexed: [sessionIndexKey(USER, TIME, '{sessionId}')] },
    { name: 'membership', key: membershipKey(USER, ORGANIZATION) },
  ],
  'an organization': [
    { name: 'organization', key: organizationKey(ORGANIZATION) },
    { name: 'member', key: memberKey(ORGANIZATION, USER) },
    {
      name: 'invitation',
      key: invitationKey(ORGANIZATION, '{invitationId}'),
      indexed: [invitedIndexKey('{email}', TIME, '{invitationId}')],
    },
  ],
  mail: [
    { name: 'mail', key: mailKey('{mailId}'), indexed: [mailedIndexKey('{email}', TIME, '{mailId}')] },
    { name: 'used link', key: usedLinkKey('{mailId}') },
    { name: 'pace of mails', key: mailPaceKey() },
    { name: 'mailing', key: mailingKey('{mailingId}') },
    { name: 'mailing of an event', key: mailingOfEventKey({ id: '{mailingId}', eventId: EVENT, at: TIME }) },
    { name: 'last messages of an event', key: recentMessagesKey(EVENT) },
    { name: 'suppressed address', key: suppressedKey('{digest}') },
    { name: 'undelivered mail', key: undeliveredKey(EVENT, '{mailId}') },
  ],
  'the service': [
    { name: 'quota', key: rateKey('{operation}', '{subject}') },
    { name: 'sweep', key: sweepKey() },
    { name: 'simulator settings', key: simulatorSettingsKey() },
    { name: 'format', key: formatKey() },
    { name: 'separation', key: separationKey() },
  ],
};

const COLUMNS = 3;

/** The rows by their tables. */
export function rowsDiagram(): string {
  const groups = TABLE_KINDS.flatMap(table =>
    Object.entries(ROWS).flatMap(([group, all]) => {
      const rows = all.filter(({ key }) => tableOf(key) === table);
      return rows.length === 0 ? [] : [{ title: `${table}: ${group}`, rows }];
    }),
  );
  const drawn = groups.flatMap(({ title, rows }, i) => [
    `  subgraph g${i}["${title}"]`,
    '    direction LR',
    ...rows.map(row => `    ${idOf(row)}["<b>${row.name}</b><br>${named(row.key.pk)}<br>${named(row.key.sk)}"]`),
    // Invisible links put rows side by side, in lines of COLUMNS rows.
    ...rows.flatMap((row, at) => (at % COLUMNS === 0 ? [] : [`    ${idOf(rows[at - 1] as RowKind)} ~~~ ${idOf(row)}`])),
    '  end',
  ]);
  const stacked = groups.slice(1).map((_, i) => `  g${i} ~~~ g${i + 1}`);
  return mermaid(['flowchart TB', ...drawn, ...stacked]);
}

export function indexesDiagram(): string {
  const indexed = Object.values(ROWS)
    .flat()
    .filter(row => row.indexed);
  return mermaid([
    'flowchart LR',
    ...indexed.map(row => `  ${idOf(row)}["${row.name}"]`),
    ...Object.keys(INDEXES).map(name => `  ${name}[/"${name}"/]`),
    ...indexed.flatMap(entriesOf),
  ]);
}

function entriesOf(row: RowKind): string[] {
  return (row.indexed ?? []).map(attributes => {
    const index = Object.entries(INDEXES).find(([, { partitionKey }]) => partitionKey in attributes);
    if (!index) throw new Error(`no index has the keys ${Object.keys(attributes)} of the row ${row.name}`);
    const [name, { partitionKey, sortKey }] = index;
    return `  ${idOf(row)} -->|"${named(attributes[partitionKey] ?? '')}<br>${named(attributes[sortKey] ?? '')}"| ${name}`;
  });
}

const named = (key: string): string => NAMES.reduce((text, [pattern, name]) => text.replace(pattern, name), key);

const idOf = ({ name }: RowKind): string => name.replace(/\W/g, '');
