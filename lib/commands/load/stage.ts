/** A test stage, as a run uses it: its organizer and admin, customers for the clients, and faults of the payment gateway. */
import { UsageError } from '../../cli/usage-error.ts';
import { SignedIn } from '../../contract/accounts/responses.ts';
import { Stats } from '../../contract/administration/responses.ts';
import { DemoCustomers, PaymentSimulator } from '../../contract/demo/responses.ts';
import { CLOCK_SKEW_MAX_MS, DEMO_CUSTOMERS_MAX } from '../../domain/limits.ts';
import { SECOND_MS } from '../../domain/time.ts';
import { demoPasswordOf } from '../../local/seed/demo-passwords.ts';
import type { LoadClock } from './load-clock.ts';
import type { Ask } from './setup-calls.ts';

export interface Account {
  userId: string;
  token: string;
}

export interface Stage {
  admin: Account;
  organizer: Account;
  customers: Account[];
}

/** Signs in, and makes the customers. */
export async function openStage(ask: Ask, customers: number): Promise<Stage> {
  const admin = await signInAdmin(ask);
  const organizer = await signIn(ask, 'organizer@holdfast.example');
  return { admin, organizer, customers: await createCustomers(ask, admin, customers) };
}

/** A token is valid for 15 minutes. The reads after a long run need a new one. */
export const signInAdmin = (ask: Ask): Promise<Account> => signIn(ask, 'admin@holdfast.example');

async function signIn(ask: Ask, email: string): Promise<Account> {
  const request = { operation: 'login', body: { email, password: demoPasswordOf(email, process.env) } } as const;
  const { user, accessToken } = await ask(`sign in as ${email}`, SignedIn, request);
  return { userId: user.id, token: accessToken };
}

async function createCustomers(ask: Ask, admin: Account, count: number): Promise<Account[]> {
  const made: Account[] = [];
  while (made.length < count) {
    const body = { count: Math.min(DEMO_CUSTOMERS_MAX, count - made.length) };
    const request = { operation: 'create-demo-customers', token: admin.token, body } as const;
    const { items } = await ask('make demo customers', DemoCustomers, request);
    made.push(...items.map(({ accessToken }) => ({ userId: subjectOf(accessToken), token: accessToken })));
  }
  return made;
}

/** The user id in an access token. */
function subjectOf(token: string): string {
  const [, claims = ''] = token.split('.');
  const { sub } = JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) as { sub: string };
  return sub;
}

/**
 * Compares the clock of this machine with that of the service. Deadlines are judged by both, so with a larger difference
 * than the promises allow the verdict would be wrong.
 */
export async function requireSameTime(ask: Ask, clock: LoadClock, { admin }: Stage): Promise<void> {
  const sentAt = clock.now();
  const { asOf } = await ask('read the time', Stats, { operation: 'read-stats', token: admin.token });
  const halfTripMs = (clock.now() - sentAt) / 2;
  const aheadMs = Date.parse(asOf) - (sentAt + halfTripMs);
  if (Math.abs(aheadMs) <= CLOCK_SKEW_MAX_MS + halfTripMs) return;
  throw new UsageError(
    `The clock of the service is ${Math.round(aheadMs)} ms ahead of this machine's; at most ${CLOCK_SKEW_MAX_MS} ms are allowed. Set the clock of one of them.`,
  );
}

/** The gateway declines, loses replies, repeats calls and decides late, each in a small share of the payments. */
const GATEWAY_FAULTS: PaymentSimulator = {
  failureRate: 0.03,
  latencyMs: 20,
  lostReplyRate: 0.03,
  duplicateRate: 0.03,
  lateRate: 0.08,
  lateMs: 2 * SECOND_MS,
  lateCaptureRate: 0.03,
  refundFailureRate: 0,
};

/** Makes the payment gateway faulty. Resolves to a function that restores its settings. */
export async function makeGatewayFaulty(ask: Ask, { admin }: Stage): Promise<() => Promise<void>> {
  const { token } = admin;
  const before = await ask('read the payment simulator', PaymentSimulator, {
    operation: 'read-payment-simulator',
    token,
  });
  const change = async (body: PaymentSimulator): Promise<void> => {
    await ask('change the payment simulator', PaymentSimulator, { operation: 'change-payment-simulator', token, body });
  };
  await change(GATEWAY_FAULTS);
  return () => change(before);
}
