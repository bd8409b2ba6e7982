/**
 * Measures whether response time reveals who is registered. It compares an unknown e-mail with a wrong password at
 * sign-in, and a taken e-mail with a new one at registration. Calls run one after the other in random order, each for
 * its own account, because wrong passwords for one account are answered with increasing delay.
 */
import { accounts } from '../../functions/http/accounts.ts';
import { say } from '../../lib/cli/terminal.ts';
import { ACCOUNT_REQUESTS } from '../../lib/contract/accounts/requests.ts';
import type { Account } from '../../lib/domain/account.ts';
import { httpFunction } from '../../lib/lambda/http/http-function.ts';
import { contextOf } from '../../lib/local/functions.ts';
import type { Dependencies } from '../../lib/ports/dependencies.ts';
import type { Effort } from '../effort.ts';
import type { Fixture } from '../fixture.ts';
import { chainExchange, requestOf, TIMEOUT_MS } from '../load/chain-transport.ts';
import { digits, median, sayTable } from '../tables.ts';

const RUNS = 200;
const PASSWORD = 'a long sentence of the bench';

interface Kind {
  name: string;
  status: number;
  operation: 'login' | 'register';
  isKnown: boolean;
  password: string;
}

const KINDS: Kind[] = [
  { name: 'login, unknown e-mail', status: 401, operation: 'login', isKnown: false, password: 'not the right one' },
  { name: 'login, wrong password', status: 401, operation: 'login', isKnown: true, password: 'not the right one' },
  { name: 'login, right password', status: 200, operation: 'login', isKnown: true, password: PASSWORD },
  { name: 'register, taken e-mail', status: 409, operation: 'register', isKnown: true, password: PASSWORD },
  { name: 'register, new e-mail', status: 201, operation: 'register', isKnown: false, password: PASSWORD },
];

export async function login({ service }: Fixture, _effort: Effort): Promise<void> {
  const { dependencies, clock } = service;
  const handle = httpFunction(accounts, ACCOUNT_REQUESTS, async () => service);
  const exchange = chainExchange((area, event) => handle(event, contextOf(area, TIMEOUT_MS)));
  const spent = new Map(KINDS.map(kind => [kind, [] as number[]]));
  const plan = shuffled(KINDS.flatMap(kind => Array<Kind>(RUNS).fill(kind)));
  const emails = await emailsFor(plan, dependencies, clock());
  // The first call loads modules and is not measured.
  for (const [i, kind] of KINDS.entries()) await exchange(requestOf(callOf(kind, `warm-${i}@holdfast.example`)));
  for (const [i, kind] of plan.entries()) {
    const request = requestOf(callOf(kind, emails[i] ?? ''));
    const began = performance.now();
    const { status } = await exchange(request);
    spent.get(kind)?.push(performance.now() - began);
    if (status !== kind.status) throw new Error(`${kind.name} answered ${status}`);
  }
  sayTable(
    [`${RUNS} runs each, in random order`, 'median ms', 'middle half'],
    [...spent].map(([{ name }, times]) => [name, digits(median(times), 2), middleHalf(times)]),
  );
  const ratio = (one: number, other: number): string => digits(medianOf(spent, one) / medianOf(spent, other), 3);
  say(
    `Unknown e-mail ÷ wrong password ${ratio(0, 1)}, taken ÷ new e-mail ${ratio(3, 4)}; ratios of 0.9 to 1.1 reveal nothing.`,
  );
}

const medianOf = (spent: Map<Kind, number[]>, kind: number): number => median([...spent.values()][kind] ?? []);

function callOf({ operation, password }: Kind, email: string) {
  const name = operation === 'register' ? { name: 'Bench' } : {};
  return { method: 'POST' as const, path: `/v1/auth/${operation}`, body: JSON.stringify({ email, password, ...name }) };
}

/** An address for each call. Known addresses have an account, all with the same password hash. */
async function emailsFor(plan: Kind[], { accounts, passwords, ids }: Dependencies, now: number): Promise<string[]> {
  const passwordHash = await passwords.hash(PASSWORD);
  const emails: string[] = [];
  for (const { isKnown } of plan) {
    const part = ids.next();
    const email = `bench-${part}@holdfast.example`;
    const account: Account = {
      id: `usr_${part}`,
      email,
      name: 'Bench',
      role: 'customer',
      createdAt: now,
      version: 0,
      passwordVersion: 0,
      passwordHash,
    };
    if (isKnown) await accounts.create(account);
    emails.push(email);
  }
  return emails;
}

function shuffled<Item>(items: Item[]): Item[] {
  for (let i = items.length - 1; i > 0; i--) {
    const other = Math.floor(Math.random() * (i + 1));
    [items[i], items[other]] = [items[other] as Item, items[i] as Item];
  }
  return items;
}

function middleHalf(times: number[]): string {
  const sorted = times.toSorted((one, other) => one - other);
  const at = (share: number): number => sorted[Math.floor(share * sorted.length)] ?? Number.NaN;
  return `${digits(at(0.25), 2)} to ${digits(at(0.75), 2)}`;
}
