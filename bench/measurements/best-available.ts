/** 160 buyers of pairs in a section of 1,000 seats, each repeating until refused, on independent functions. */
import { createHash } from 'node:crypto';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { say } from '../../lib/cli/terminal.ts';
import { Refusal } from '../../lib/domain/refusals.ts';
import { composeOver, type Service } from '../../lib/lambda/compose/http-service.ts';
import { newTokenKeys } from '../../lib/local/token-keys.ts';
import { publishEvent } from '../../lib/usecases/events/publish-event.ts';
import { placeBestAvailable } from '../../lib/usecases/holds/place-best-available.ts';
import type { Effort } from '../effort.ts';
import type { Fixture } from '../fixture.ts';
import { eventOf } from '../sales.ts';
import { type Cell, digits, sayTable } from '../tables.ts';

const BUYERS = 160;
const FUNCTIONS = [1, 16, 160];

export async function bestAvailable(fixture: Fixture, _effort: Effort): Promise<void> {
  const rows: Cell[][] = [];
  for (const functions of FUNCTIONS) rows.push(await sellPairs(fixture, functions));
  sayTable(
    [
      'functions',
      'pairs sold',
      'seats left alone',
      'refused',
      'busy',
      'pairs per s',
      'transactions per pair',
      'readings',
    ],
    rows,
  );
  say(`${BUYERS} buyers, 25 rows of 40 seats. A buyer is refused when a read after the last lost race shows no pair.`);
}

async function sellPairs(fixture: Fixture, functions: number): Promise<Cell[]> {
  const counted: Record<string, number> = {};
  const services = await openFunctions(fixture, functions, counted);
  const eventId = await publishSection(fixture);
  const said = { sold: 0, refused: 0, busy: 0 };
  const began = performance.now();
  await Promise.all(
    Array.from({ length: BUYERS }, (_, i) => buyPairs(services[i % functions] as Service, eventId, `usr_${i}`, said)),
  );
  const seconds = (performance.now() - began) / 1000;
  return [
    functions,
    said.sold,
    1_000 - 2 * said.sold,
    said.refused,
    said.busy,
    digits(said.sold / seconds),
    digits((counted.TransactWriteCommand ?? 0) / said.sold, 2),
    counted.QueryCommand ?? 0,
  ];
}

/** Repeats until refused; after `busy` it retries with the same key. */
async function buyPairs(
  { dependencies, clock }: Service,
  eventId: string,
  userId: string,
  said: { sold: number; refused: number; busy: number },
): Promise<void> {
  for (let number = 0; ; ) {
    const key = `${eventId}-${userId}-${number}`;
    const idempotency = { key, operation: 'place-hold', fingerprint: createHash('sha256').update(key).digest('hex') };
    const caller = { userId, role: 'customer' as const };
    const call = { now: clock(), requestId: 'JKJaXmPLvHcESHA=', caller, idempotency };
    try {
      await placeBestAvailable(dependencies, call, { eventId, quantity: 2, adjacent: true });
      said.sold += 1;
      number += 1;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.code !== 'busy') {
        said.refused += 1;
        return;
      }
      said.busy += 1;
    }
  }
}

/** Services over one table with separate caches, whose requests are counted together. */
async function openFunctions({ table }: Fixture, count: number, counted: Record<string, number>): Promise<Service[]> {
  const send = (command: { constructor: { name: string } }): Promise<unknown> => {
    const { name } = command.constructor;
    counted[name] = (counted[name] ?? 0) + 1;
    return table.documents.send(command as never);
  };
  const documents = { send } as unknown as DynamoDBDocumentClient;
  const tokenKeys = { json: await newTokenKeys() };
  const settings = { tokenKeys, isTestStage: true, rateLimits: 'off', logLevel: 'WARN' } as const;
  return Promise.all(Array.from({ length: count }, () => composeOver({ ...table, documents }, settings)));
}

async function publishSection({ service: { dependencies, clock } }: Fixture): Promise<string> {
  const now = clock();
  const caller = { userId: 'usr_bench', role: 'organizer' as const };
  const rows = Array.from({ length: 25 }, (_, i) => ({ row: String(i + 1), count: 40 }));
  const sections = [{ id: 'a', name: 'A', kind: 'seated' as const, price: 5_900, rows }];
  const {
    answer: { id },
  } = await publishEvent(dependencies, { now, requestId: 'bench', caller }, { ...eventOf(100, now), sections });
  return id;
}
