/** Accounts: register, sign in, who am I; and the crowd that demonstrations and load tests sign in as. */
import { timestamp } from '../contract/answers.ts';
import type { Credentials, Registration, SignedIn, User } from '../contract/messages.ts';
import { ACCESS_TOKEN_SECONDS, PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from '../domain/limits.ts';
import { Refusal, refuse } from '../domain/refusals.ts';
import type { Account, Call, CallerCall, Dependencies } from './dependencies.ts';

export async function register(
  deps: Dependencies,
  call: Call,
  { email, password, name }: Registration,
): Promise<SignedIn> {
  requireStrength(password);
  const account: Account = {
    id: `usr_${deps.ids.next()}`,
    email: email.toLowerCase(),
    name,
    role: 'customer',
    createdAt: call.now,
    passwordHash: await deps.passwords.hash(password),
  };
  if (!(await deps.accounts.create(account))) throw refuse('email-taken');
  return signIn(deps, call, account);
}

/** An unknown e-mail and a wrong password take the same work and get the same answer. */
export async function login(deps: Dependencies, call: Call, { email, password }: Credentials): Promise<SignedIn> {
  const account = await deps.accounts.readByEmail(email);
  const isRight = await deps.passwords.verify(password, account?.passwordHash);
  if (!account || !isRight) throw refuse('bad-credentials');
  return signIn(deps, call, account);
}

/** The caller's own account. */
export async function readProfile({ accounts }: Dependencies, { caller }: CallerCall): Promise<User> {
  const account = await accounts.read(caller.userId);
  if (!account) throw new Error(`account ${caller.userId} is gone, though its token is valid`);
  return userAnswer(account);
}

const CREATED_AT_ONCE = 16;

/** Makes `count` customers who have an access token and no password. */
export async function createDemoCustomers(
  deps: Dependencies,
  call: Call,
  { count }: { count: number },
): Promise<{ items: { email: string; accessToken: string }[] }> {
  const items: { email: string; accessToken: string }[] = [];
  const workers = Array.from({ length: Math.min(count, CREATED_AT_ONCE) }, async (_, worker) => {
    for (let made = worker; made < count; made += CREATED_AT_ONCE) items.push(await createDemoCustomer(deps, call));
  });
  await Promise.all(workers);
  return { items };
}

async function createDemoCustomer(deps: Dependencies, call: Call): Promise<{ email: string; accessToken: string }> {
  const part = deps.ids.next();
  const email = `demo-${part}@holdfast.example`;
  const account: Account = { id: `usr_${part}`, email, name: 'Demo customer', role: 'customer', createdAt: call.now };
  await deps.accounts.create(account);
  return { email, accessToken: await deps.accessTokens.sign({ userId: account.id, role: 'customer' }, call.now) };
}

/** Characters are counted as people count them, by code point. */
function requireStrength(password: string): void {
  const length = [...password].length;
  if (length >= PASSWORD_LENGTH_MIN && length <= PASSWORD_LENGTH_MAX) return;
  throw new Refusal('weak-password', { lengthMin: PASSWORD_LENGTH_MIN, lengthMax: PASSWORD_LENGTH_MAX });
}

async function signIn({ accessTokens }: Dependencies, { now }: Call, account: Account): Promise<SignedIn> {
  const accessToken = await accessTokens.sign({ userId: account.id, role: account.role }, now);
  return { user: userAnswer(account), accessToken, tokenType: 'Bearer', expiresIn: ACCESS_TOKEN_SECONDS };
}

const userAnswer = ({ id, email, name, role, createdAt }: Account): User => ({
  id,
  email,
  name,
  role,
  createdAt: timestamp(createdAt),
});
