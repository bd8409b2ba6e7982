/** `npm run grant-role`: gives an account a role directly in the accounts table, which is how a stage gets its first admin. */
import { randomUUID } from 'node:crypto';
import { say } from '../cli/terminal.ts';
import { UsageError } from '../cli/usage-error.ts';
import { ROLES, type Role } from '../domain/account.ts';
import { Refusal } from '../domain/refusals.ts';
import { IDS, SYSTEM_CLOCK } from '../lambda/compose/system-clock.ts';
import { emailOfAccount } from '../local/seed/email-option.ts';
import { createAccountStore } from '../table/accounts/accounts.ts';
import { type Connection, connectTable } from '../table/table.ts';
import { giveRole } from '../usecases/accounts/change-role.ts';
import { asUsageError as explained } from './shared/aws-errors.ts';
import { connectionOf } from './shared/named-table.ts';
import { readTargetOrRunning } from './shared/target-table.ts';

export async function grantRole(
  { stage, email, role }: { stage: string | undefined; email: string; role: string },
  variables: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  if (!isRole(role)) throw new UsageError(`--role must be one of ${ROLES.join(', ')}, but is "${role}".`);
  const connection = stage ? await stageTables(stage, variables) : await targetOf(variables);
  const table = connectTable(connection, SYSTEM_CLOCK);
  try {
    say(await giveRoleTo(table, email, role));
  } catch (error) {
    throw asUsageError(error, connection.tables.accounts);
  } finally {
    table.documents.destroy();
  }
}

/** Gives the role, and returns a sentence on what was done. */
export async function giveRoleTo(
  table: Parameters<typeof createAccountStore>[0],
  typed: string,
  role: Role,
): Promise<string> {
  const email = emailOfAccount(typed);
  const accounts = createAccountStore(table);
  const account = await accounts.readByEmail(email);
  if (!account) {
    throw new UsageError(
      `${table.names.accounts} has no account ${email}. Register it first (POST /v1/auth/register).`,
    );
  }
  if (account.role === role) return `${account.email} already has the role ${role}.`;
  const call = { now: Date.now(), requestId: `grant-role-${randomUUID()}` };
  await giveRole({ accounts, ids: IDS }, call, { userId: account.id, role, actor: 'operator' });
  return `${account.email} now has the role ${role} instead of ${account.role}.`;
}

const isRole = (text: string): text is Role => ROLES.some(role => role === text);

/** Finds the tables by the stack of the stage. */
const stageTables = (stage: string, variables: NodeJS.ProcessEnv): Promise<Connection> =>
  connectionOf({ stage }, variables).catch(error => {
    throw explained(error);
  });

const targetOf = (variables: NodeJS.ProcessEnv): Promise<Connection> =>
  readTargetOrRunning(
    variables,
    local => `No table is named. Name a stage with --stage, or set ${local} for local tables.`,
  );

function asUsageError(error: unknown, tableName: string): unknown {
  if (error instanceof UsageError) return error;
  if (error instanceof Refusal) return new UsageError(`${tableName} is too busy. Try again later.`);
  const { name = '', message = '' } = error as Error;
  if (!/Credential|Token|AccessDenied|ResourceNotFound|Region/i.test(`${name} ${message}`)) return error;
  return new UsageError(
    `The table ${tableName} cannot be used (${name}). Check its name, your credentials and the Region.`,
  );
}
