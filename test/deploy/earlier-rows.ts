/** The rows that version 0.5 wrote, in a deployed stage: an event with two bookings, a cancelled booking and a hold that has lapsed since. */
import { readFileSync } from 'node:fs';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { expect } from 'vitest';
import type { RandomPart } from '../../lib/domain/ids.ts';
import { openKeys } from '../../lib/lambda/compose/token-keys.ts';
import { formatKey, nameIn, PREFIX } from '../../lib/table/keys.ts';
import { createStore } from '../../lib/table/store.ts';
import type { Table } from '../../lib/table/table.ts';
import type { Row } from '../../lib/table/transact.ts';
import { createAccessTokens } from '../../lib/tokens/access-tokens.ts';
import { expireHold } from '../../lib/usecases/holds/expire-hold.ts';
import type { Client } from '../e2e/client.ts';
import { fillTable } from '../support/stages.ts';

const { eventId, bookingIds, rows } = JSON.parse(
  readFileSync(new URL('../service/operations/stage-of-0.5.json', import.meta.url), 'utf8'),
) as { eventId: string; bookingIds: string[]; rows: Row[] };
const isOfClaim = ({ pk }: Row): boolean => String(pk).startsWith(PREFIX.claim);
const isOfJournal = ({ pk }: Row): boolean => String(pk).startsWith(PREFIX.journal);

/** Puts the journal first, so that the stream's function finds the entries of each claim there and counts none of them again. */
export async function putEarlierRows(table: Table): Promise<void> {
  await fillTable(table, rows.filter(isOfJournal));
  await fillTable(
    table,
    rows.filter(row => !isOfJournal(row)),
  );
  await table.documents.send(new DeleteCommand({ TableName: table.name, Key: formatKey() }));
  await expireAsTtlDoes(table);
}

/** The hold lapsed before the first sweep of this stage, so only TTL would notice it, within days. An emulator has no TTL. */
async function expireAsTtlDoes(table: Table): Promise<void> {
  const store = createStore(table);
  const call = { now: Date.now(), requestId: 'earlier-rows' };
  for (const { pk } of rows.filter(isOfClaim))
    await expireHold({ store }, call, nameIn(pk, PREFIX.claim) as RandomPart);
}

export async function expectEarlierSales(api: Client, admin: string, isMigrated: boolean): Promise<void> {
  const { body: event } = await api(`/v1/events/${eventId}`);
  expect(event).toMatchObject({ id: eventId, title: 'Sold by version 0.5' });
  const { body: integrity } = await api(`/v1/events/${eventId}/integrity`, { token: admin });
  expect(integrity).toMatchObject({ ok: true, violations: [] });
  const { body: sales } = await api(`/v1/events/${eventId}/sales`, { token: admin });
  const counted = isMigrated ? { booked: 5, cancelled: 1, sold: 4, captured: { amount: 19_000 } } : { booked: 0 };
  expect(sales).toMatchObject({ isComplete: isMigrated, ...counted });
  for (const id of bookingIds) {
    const { body: booking } = await api(`/v1/bookings/${id}`, { token: await tokenOfOwner(id) });
    expect(booking).toMatchObject({ id, eventId, status: 'confirmed' });
  }
}

/** Signs a token with the keys of the stage, because the file has no accounts. */
async function tokenOfOwner(bookingId: string): Promise<string> {
  const entry = rows.find(({ pk }) => pk === `${PREFIX.journal}${bookingId.slice('bkg_'.length)}`);
  const source = { secretParameter: '/holdfast/dev/token-keys' };
  const stopwatch = () => performance.now();
  const keys = openKeys(source, { readParameter, clock: Date.now, stopwatch, log: { warn: () => undefined } });
  return createAccessTokens(keys).sign({ userId: String(entry?.ownerId), role: 'customer' }, Date.now());
}

const readParameter = async (Name: string): Promise<string | undefined> =>
  (await new SSMClient().send(new GetParameterCommand({ Name, WithDecryption: true }))).Parameter?.Value;
