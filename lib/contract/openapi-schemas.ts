/** JSON Schemas of the OpenAPI document: its components, and the schemas of operations with references to them. */
import * as z from 'zod/mini';
import { PROBLEM_CODES, problemComponent } from './problem-schemas.ts';
import { KEYWORDS, shownKeywords } from './schema-parts.ts';

export type Json = Record<string, unknown>;

export const reference = (id: string): Json => ({ $ref: `#/components/schemas/${id}` });

/** A reference to the component, or the schema itself if it is none. */
export function schemaOf(schema: z.core.$ZodType, io: 'input' | 'output'): Json {
  const id = KEYWORDS.get(schema)?.id;
  if (id) return reference(id);
  return withoutMeta(inlined(jsonSchemaOf(schema, io)));
}

/** The JSON Schema of a schema; components are in its `$defs`. */
export const jsonSchemaOf = (schema: z.core.$ZodType, io: 'input' | 'output'): Json =>
  z.toJSONSchema(schema, { metadata: KEYWORDS, io, override: showKeywords }) as Json;

/** Replaces the keywords of a schema that says how it is shown. Its description stays. */
function showKeywords({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodType; jsonSchema: Json }): void {
  const shown = shownKeywords(zodSchema);
  if (!shown) return;
  const { description, examples, id } = jsonSchema;
  for (const keyword of Object.keys(jsonSchema)) delete jsonSchema[keyword];
  const kept = { id, description, examples };
  Object.assign(jsonSchema, Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined)), shown);
}

/** Replaces zod's references into `$defs` by references to the components. */
function inlined({ $defs: _defs, ...schema }: Json): Json {
  return JSON.parse(JSON.stringify(schema).replaceAll('#/$defs/', '#/components/schemas/')) as Json;
}

/**
 * The named schemas in the order of the document. The registry has them in the order in which their modules load, which
 * changes whenever an import moves.
 */
export const COMPONENTS: readonly string[] = [
  'Money',
  'SeatId',
  'Label',
  'NewSection',
  'NewGate',
  'NewTicketType',
  'NewPriceTier',
  'NewFee',
  'NewPrices',
  'NewEvent',
  'TicketType',
  'PriceTier',
  'Fee',
  'Prices',
  'Event',
  'Availability',
  'SeatMap',
  'SeatMapChanges',
  'Block',
  'EditPreview',
  'Code',
  'CreatedCodes',
  'NewDemoCustomers',
  'DemoCustomers',
  'NewRace',
  'RaceResult',
  'Health',
  'Stage',
  'Problem',
  'Registration',
  'Credentials',
  'Refresh',
  'NewPassword',
  'LinkUse',
  'PasswordReset',
  'NewPasswordByLink',
  'NewEmail',
  'GuestLink',
  'ProfileChanges',
  'OwnDeletion',
  'User',
  'ExportedPart',
  'ExportedProfile',
  'ExportedSession',
  'ExportedMembership',
  'ExportedInvitation',
  'ExportedAccountChange',
  'ExportedHold',
  'ExportedBooking',
  'ExportedPayment',
  'ExportedChange',
  'NewRole',
  'SignedIn',
  'CookieSession',
  'OrganizationChanges',
  'NewInvitation',
  'NewMemberRole',
  'Acceptance',
  'Organization',
  'Member',
  'Invitation',
  'CreatedInvitation',
  'TicketTypeId',
  'NewHoldOfSeats',
  'NewHoldOfAreas',
  'NewHoldOfBestSeats',
  'NewHold',
  'NewQuoteOfSeats',
  'NewQuoteOfAreas',
  'NewQuote',
  'SoldTicketType',
  'TotalLine',
  'TaxLine',
  'Quote',
  'Hold',
  'Payment',
  'AcceptedPayment',
  'NewBooking',
  'Refund',
  'NumberedRefund',
  'BookingCancellation',
  'Ticket',
  'Booking',
  'NewCancellation',
  'Cancellation',
  'TicketKey',
  'TicketKeySet',
  'BookedTicket',
  'BookedTickets',
  'TicketLinks',
  'ReceiptLink',
  'LinkedBooking',
  'Revocations',
  'NewCheckIn',
  'TicketPlace',
  'CheckIn',
  'FoundTicket',
  'FoundTickets',
  'ReportedScan',
  'ScanReport',
  'ScanResult',
  'ScanResults',
  'DoorTicket',
  'Door',
  'Stats',
  'SoldBooking',
  'EventBooking',
  'ListedScan',
  'CheckInCounts',
  'LiveHold',
  'PaymentRefund',
  'UnfinishedPayment',
  'Settlement',
  'Occupancy',
  'JournalEntry',
  'SectionChanges',
  'EventChanges',
  'NewCodes',
  'CodeChanges',
  'Violation',
  'DayOfSales',
  'EventSales',
  'Integrity',
  'Notice',
  'NoticesPage',
  'MessagePreviewRequest',
  'NewMessage',
  'MessagePreview',
  'RequestedMessage',
  'Message',
  'UndeliveredMail',
  'MailboxEntry',
  'MailboxMail',
  'PaymentSimulator',
  'NewPaymentSimulator',
  ...PROBLEM_CODES.map(problemComponent),
];

/** A component that is not listed comes last; a test then fails. */
export function componentSchemas(): Json {
  const uri = (id: string): string => `#/components/schemas/${id}`;
  const { schemas } = z.toJSONSchema(KEYWORDS, { metadata: KEYWORDS, uri, io: 'input', override: showKeywords });
  const positionOf = (id: string): number => (COMPONENTS.includes(id) ? COMPONENTS.indexOf(id) : COMPONENTS.length);
  return Object.fromEntries(
    Object.entries(schemas)
      .toSorted(([one], [other]) => positionOf(one) - positionOf(other))
      .map(([id, schema]) => [id, withoutMeta(schema as Json)]),
  );
}

const withoutMeta = ({ $schema: _schema, $id: _id, id: _name, ...schema }: Json): Json => schema;
