/**
 * The stages of Holdfast, one typed configuration each: a test stage that leaves nothing behind, and production, which
 * keeps everything. `-c stage=dev|prod` chooses. A wrong value fails before anything is synthesized.
 */
import { RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { parseAddresses, parseSecretDigests } from '../contract/addresses.ts';
import { parseOrigins } from '../contract/cors.ts';
import { parseRateLimits } from '../contract/rate-limits.ts';
import { GATEWAYS, type Gateway } from '../contract/route.ts';
import { ALL_LIMITS } from '../contract/routes.ts';
import { parseMailSender } from '../domain/mail-sender.ts';

export interface Stage {
  name: StageName;
  /** Test stages have demonstration data and the demo routes; production has neither. */
  isTestStage: boolean;
  /** The gateway that takes payments; a stage without one sells only what is free. */
  gateway: Gateway;
  /**
   * The fate of tables, keys and logs when the stack is deleted. Retained resources are also protected from deletion.
   */
  removal: RemovalPolicy.DESTROY | RemovalPolicy.RETAIN;
  logLevel: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
  logRetention: RetentionDays;
  /** The throttle in front of all functions: requests per second on the whole API, and the burst. */
  throttle: { rateLimit: number; burstLimit: number };
  /** Rate limits that differ from those of routes.ts, in the format of HOLDFAST_RATE_LIMITS; empty for none. */
  rateLimits: string;
  /** Addresses and networks that the limits on hoarding leave out, in the format of HOLDFAST_EXEMPT_ADDRESSES. */
  exemptAddresses: string;
  /** SHA-256 digests of the secrets of trusted proxies, in the format of HOLDFAST_PROXY_SECRET_SHA256. */
  proxySecretSha256: string;
  /** Web pages that may call the API from a browser, by origin. */
  corsOrigins: string[];
  /** Whether the stage has alarms and a dashboard, which cost by the month. */
  alarms: boolean;
  /** The e-mail address that receives alarms; empty for none. */
  alarmEmail: string;
  /**
   * Whether functions use the tables of accounts and of the journal. `shared` is for a stage of an older version until its rows
   * are migrated: all rows stay in the sales table, and the other two tables are empty.
   */
  tables: 'shared' | 'separate';
  /** The sender of all mails, as `Name <address>`; empty for none. */
  mailFrom: string;
  /** Whether the stack makes the identity of the sender's domain in SES, or the account has it already, for another stage perhaps. */
  mailIdentity: 'own' | 'existing';
  /** The address before the paths of links in mails; empty for the API's own. */
  baseUrl: string;
  /** Whether only customers with a verified address may hold places. */
  verifiedEmail: boolean;
  /** Whether CloudFront serves the web app and the API on one origin. */
  web: boolean;
  /** The domain of the web app, and the ARN of its certificate in us-east-1; empty for the domain that CloudFront gives. */
  domain: string;
  certificateArn: string;
  /** The key by which pages load the Payment Element of Stripe. It is public. */
  stripePublishableKey: string;
  /** The https addresses of the operator's pages, to which the app links; empty for none. */
  termsUrl: string;
  privacyUrl: string;
  legalNoticeUrl: string;
}

/** Reads the stage from the context (`-c name=value`, or cdk.json). Throws a `WrongSetting`. */
export function stageOf(context: (name: string) => unknown): Stage {
  const name = context('stage') ?? 'dev';
  if (!isStageName(name)) {
    throw new WrongSetting(
      `The stage must be one of ${Object.keys(STAGES).join(', ')}, but "-c stage" says ${said(name)}.`,
    );
  }
  return {
    ...STAGES[name],
    name,
    gateway: gatewayOf(name, context('gateway')),
    rateLimits: rateLimitsOf(context),
    exemptAddresses: parsedText(context, 'exemptAddresses', parseAddresses),
    proxySecretSha256: parsedText(context, 'proxySecretSha256', parseSecretDigests),
    corsOrigins: corsOriginsOf(context('corsOrigins')),
    alarms: alarmsOf(name, context('alarms')),
    alarmEmail: alarmEmailOf(context('alarmEmail')),
    tables: tablesOf(context('tables')),
    ...mailSettingsOf(context),
    ...webSettingsOf(context),
    ...operatorFactsOf(name, context),
  };
}

/** The `-c` settings besides the stage, as typed: two deployments with the same text have the same configuration. */
export const settingsOf = ({
  gateway,
  rateLimits,
  exemptAddresses,
  proxySecretSha256,
  corsOrigins,
  alarms,
  alarmEmail,
  tables,
  mailFrom,
  mailIdentity,
  baseUrl,
  verifiedEmail,
  web,
  domain,
  certificateArn,
  stripePublishableKey,
  termsUrl,
  privacyUrl,
  legalNoticeUrl,
}: Stage): Record<string, string> => ({
  gateway,
  rateLimits,
  exemptAddresses,
  proxySecretSha256,
  corsOrigins: corsOrigins.join(','),
  alarms: alarms ? 'on' : 'off',
  alarmEmail,
  tables,
  mailFrom,
  mailIdentity,
  baseUrl,
  verifiedEmail: verifiedEmail ? 'required' : '',
  web: web ? 'on' : 'off',
  domain,
  certificateArn,
  stripePublishableKey,
  termsUrl,
  privacyUrl,
  legalNoticeUrl,
});

/** Its message is one sentence for the person who typed the setting. */
export class WrongSetting extends Error {}

const STAGES = {
  dev: {
    isTestStage: true,
    gateway: 'simulated',
    removal: RemovalPolicy.DESTROY,
    logLevel: 'DEBUG',
    logRetention: RetentionDays.ONE_WEEK,
    throttle: { rateLimit: 500, burstLimit: 1_000 },
    alarms: false,
  },
  // An account's default quota is 10,000 requests a second with a burst of 5,000: half of the rate, and all of the
  // burst.
  prod: {
    isTestStage: false,
    gateway: 'none',
    removal: RemovalPolicy.RETAIN,
    logLevel: 'INFO',
    logRetention: RetentionDays.THREE_MONTHS,
    throttle: { rateLimit: 5_000, burstLimit: 5_000 },
    alarms: true,
  },
} as const satisfies Record<
  string,
  Pick<Stage, 'isTestStage' | 'gateway' | 'removal' | 'logLevel' | 'logRetention' | 'throttle' | 'alarms'>
>;

export type StageName = keyof typeof STAGES;

function gatewayOf(name: StageName, value: unknown): Gateway {
  if (value === undefined || value === '') return STAGES[name].gateway;
  const gateway = GATEWAYS.find(candidate => candidate === value);
  if (!gateway) {
    throw new WrongSetting(`The gateway must be one of ${GATEWAYS.join(', ')}, but "-c gateway" says ${said(value)}.`);
  }
  if (gateway === 'simulated' && !STAGES[name].isTestStage) {
    throw new WrongSetting(`The gateway of ${name} cannot be simulated: nobody would be charged.`);
  }
  return gateway;
}

/** A deployed stage always has rate limits. */
const rateLimitsOf = (context: (name: string) => unknown): string =>
  parsedText(context, 'rateLimits', text => parseRateLimits(text, ALL_LIMITS));

/** A setting that functions parse. Checked here, so that no function starts with one that it cannot read. */
function parsedText(context: (name: string) => unknown, name: string, parse: (text: string) => unknown): string {
  const value = context(name);
  if (value === undefined || value === '') return '';
  const text = String(value);
  try {
    parse(text);
    return text;
  } catch (error) {
    throw new WrongSetting(`"-c ${name}": ${(error as Error).message}.`);
  }
}

const isStageName = (name: unknown): name is StageName => typeof name === 'string' && Object.hasOwn(STAGES, name);

/** None by default, because the service's own pages need none. */
function corsOriginsOf(value: unknown): string[] {
  try {
    return parseOrigins(value, '"-c corsOrigins"');
  } catch (error) {
    throw new WrongSetting((error as Error).message);
  }
}

function alarmsOf(name: StageName, value: unknown): boolean {
  if (value === undefined || value === '') return STAGES[name].alarms;
  if (value === 'on' || value === 'off') return value === 'on';
  throw new WrongSetting(`The alarms must be on or off, but "-c alarms" says ${said(value)}.`);
}

/** One address or mailing list; others subscribe to the topic. */
function alarmEmailOf(value: unknown): string {
  if (value === undefined || value === '') return '';
  if (typeof value === 'string' && /^[^\s@,;]+@[^\s@,;]+\.[^\s@,;.]+$/.test(value)) return value;
  throw new WrongSetting(`An address looks like person@example.com, but "-c alarmEmail" says ${said(value)}.`);
}

function tablesOf(value: unknown): Stage['tables'] {
  if (value === undefined || value === '') return 'separate';
  if (value === 'shared' || value === 'separate') return value;
  throw new WrongSetting(`The tables must be shared or separate, but "-c tables" says ${said(value)}.`);
}

function mailSettingsOf(
  context: (name: string) => unknown,
): Pick<Stage, 'mailFrom' | 'mailIdentity' | 'baseUrl' | 'verifiedEmail'> {
  const verifiedEmail = context('verifiedEmail') ?? '';
  if (verifiedEmail !== '' && verifiedEmail !== 'required') {
    throw new WrongSetting(`"-c verifiedEmail" must be required or empty, but says ${said(verifiedEmail)}.`);
  }
  const mailIdentity = context('mailIdentity') || 'own';
  if (mailIdentity !== 'own' && mailIdentity !== 'existing') {
    throw new WrongSetting(
      `The mail identity must be own or existing, but "-c mailIdentity" says ${said(mailIdentity)}.`,
    );
  }
  return {
    mailFrom: parsedText(context, 'mailFrom', requireSender),
    mailIdentity,
    baseUrl: parsedText(context, 'baseUrl', requireBaseUrl),
    verifiedEmail: verifiedEmail === 'required',
  };
}

function webSettingsOf(context: (name: string) => unknown): Pick<Stage, 'web' | 'domain' | 'certificateArn'> {
  const web = context('web') || 'on';
  if (web !== 'on' && web !== 'off') {
    throw new WrongSetting(`The web app must be on or off, but "-c web" says ${said(web)}.`);
  }
  const domain = parsedText(context, 'domain', requireDomain);
  const certificateArn = parsedText(context, 'certificateArn', requireCertificate);
  if (domain && web === 'off') throw new WrongSetting('"-c domain" is the domain of the web app, but "-c web" is off.');
  if (Boolean(domain) !== Boolean(certificateArn)) {
    throw new WrongSetting('"-c domain" and "-c certificateArn" belong together: give both, or neither.');
  }
  return { web: web === 'on', domain, certificateArn };
}

function operatorFactsOf(
  name: StageName,
  context: (name: string) => unknown,
): Pick<Stage, 'stripePublishableKey' | 'termsUrl' | 'privacyUrl' | 'legalNoticeUrl'> {
  const stripePublishableKey = parsedText(context, 'stripePublishableKey', requirePublishableKey);
  if (stripePublishableKey && gatewayOf(name, context('gateway')) !== 'stripe') {
    throw new WrongSetting('"-c stripePublishableKey" is for stages with "-c gateway=stripe".');
  }
  return {
    stripePublishableKey,
    termsUrl: parsedText(context, 'termsUrl', requirePageUrl),
    privacyUrl: parsedText(context, 'privacyUrl', requirePageUrl),
    legalNoticeUrl: parsedText(context, 'legalNoticeUrl', requirePageUrl),
  };
}

/** The message does not repeat the text, which may be a secret key by mistake. */
function requirePublishableKey(text: string): void {
  if (/^pk_(test|live)_\w{8,}$/.test(text)) return;
  throw new Error('a publishable key of Stripe begins with pk_live_ or pk_test_, and secret keys do not belong here');
}

function requirePageUrl(text: string): void {
  const url = URL.parse(text);
  if (url?.protocol === 'https:' && !url.username && !url.password) return;
  throw new Error(`the address of a page looks like https://example.org/terms, but this is ${said(text)}`);
}

function requireDomain(text: string): void {
  if (/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/.test(text)) return;
  throw new Error(`a domain looks like tickets.example.org, but this is ${said(text)}`);
}

/** CloudFront takes certificates of this Region only. */
function requireCertificate(text: string): void {
  if (/^arn:[\w-]+:acm:us-east-1:\d{12}:certificate\/[\w-]+$/.test(text)) return;
  throw new Error(`the ARN of a certificate for CloudFront is in us-east-1, but this is ${said(text)}`);
}

function requireSender(text: string): void {
  const sender = parseMailSender(text);
  if ('fault' in sender) throw new Error(`it ${sender.fault}`);
}

function requireBaseUrl(text: string): void {
  const url = URL.parse(text);
  const isBase = url?.protocol === 'https:' && !url.search && !url.hash && !url.username && !text.endsWith('/');
  if (!isBase) throw new Error(`an address looks like https://tickets.example.org, but this is ${said(text)}`);
}

const said = (value: unknown): string => JSON.stringify(value) ?? String(value);
