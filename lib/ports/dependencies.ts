/** The dependencies of the use cases, as ports in the domain's words. A use case takes the ones it needs. */
import type { AccessTokens, AccountStore, Passwords, RefreshTokens, SessionStore } from './accounts.ts';
import type { Administration } from './administration.ts';
import type { EventReader, SeatContention, SeatViews } from './caches.ts';
import type { Clock, ClockSkew, Ids } from './clock.ts';
import type { CodeStore } from './codes.ts';
import type { DocumentMaker, DocumentRecords, FileStore } from './documents.ts';
import type { EventEdits } from './event-edits.ts';
import type { EventImports } from './event-import.ts';
import type { IntegrityReader } from './integrity.ts';
import type { LinkTokens } from './links.ts';
import type { MailQueues, MailTransport, MailWriter } from './mail.ts';
import type { MailPace, MailStore } from './mail-store.ts';
import type { MailingStore } from './mailings.ts';
import type { NoticeLog, NoticeSources } from './notices.ts';
import type { Log, Metrics } from './observability.ts';
import type { OrganizationStore } from './organizations.ts';
import type { PaymentGateway } from './payment-gateway.ts';
import type { SimulatorSettingsStore } from './payment-simulator.ts';
import type { PaymentWebhooks } from './payment-webhooks.ts';
import type { RateCounter } from './rate-counter.ts';
import type { SeatMapReader } from './seat-maps.ts';
import type { Store } from './store.ts';
import type { TicketCodes, TicketStore } from './tickets.ts';

export interface Dependencies extends Pick<Clock, 'random' | 'stopwatch' | 'pause'> {
  store: Store;
  events: EventReader;
  edits: EventEdits;
  eventImports: EventImports;
  codes: CodeStore;
  seatMaps: SeatMapReader;
  seatViews: SeatViews;
  seatContention: SeatContention;
  gateway: PaymentGateway;
  webhooks: PaymentWebhooks;
  simulator: SimulatorSettingsStore;
  accounts: AccountStore;
  sessions: SessionStore;
  organizations: OrganizationStore;
  passwords: Passwords;
  accessTokens: AccessTokens;
  refreshTokens: RefreshTokens;
  ticketCodes: TicketCodes;
  tickets: TicketStore;
  rates: RateCounter;
  administration: Administration;
  integrity: IntegrityReader;
  noticeSources: NoticeSources;
  noticeLog: NoticeLog;
  files: FileStore;
  documentMaker: DocumentMaker;
  documentRecords: DocumentRecords;
  mailQueues: MailQueues;
  mailStore: MailStore;
  mailPace: MailPace;
  mailWriter: MailWriter;
  mailTransport: MailTransport;
  linkTokens: LinkTokens;
  /** The address before the paths of links in mails, without a slash at its end. Empty in functions that make no links. */
  baseUrl: string;
  mailings: MailingStore;
  /** The stage lets only customers with a verified address hold places. */
  requiresVerifiedEmail: boolean;
  clockSkew: ClockSkew;
  ids: Ids;
  metrics: Metrics;
  log: Log;
}
