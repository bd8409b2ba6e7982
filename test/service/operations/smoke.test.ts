/** The checks of a smoke test that call the API, on a world: they pass on a service that works, say where it does not, and tidy up. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Call } from '../../../lib/commands/race/client.ts';
import { apiOf } from '../../../lib/commands/smoke/api.ts';
import { runChecks } from '../../../lib/commands/smoke/checks.ts';
import { type SmokeTools, saleChecks } from '../../../lib/commands/smoke/sale-checks.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { ROUTES } from '../../../lib/contract/routes.ts';
import { IDS } from '../../../lib/lambda/compose/system-clock.ts';
import { giveRole } from '../../../lib/usecases/accounts/change-role.ts';
import { expectIntegrity, publishHistoryOfAll } from '../../support/payments.ts';
import { eventOf, openWorld, type World } from '../../support/world.ts';

let world: World;
beforeEach(async () => {
  // As production without a gateway: what costs nothing can be sold.
  world = await openWorld({ gatewaySettings: { is: 'none' }, isTestStage: false });
});

/** Sends a call to the handlers, as API Gateway does. */
async function send({ method = 'GET', path, token, key, body }: Call) {
  const pattern = (template: string): RegExp => new RegExp(`^${template.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
  const route = Object.values(ROUTES).find(each => each.method === method && pattern(each.path).test(path));
  if (!route) throw new Error(`no route ${method} ${path}`);
  const params = { ...pattern(route.path).exec(path)?.groups };
  const answer = await world.invokeRaw(eventOf(route, { params, ...(token && { token }), ...(key && { key }), body }));
  return { status: answer.status, body: answer.body as unknown, ms: 0 };
}

function tools(changes: Partial<SmokeTools> = {}): SmokeTools {
  const { accounts, store } = world.service.dependencies;
  let secrets = 0;
  return {
    api: apiOf({ send }, async () => undefined),
    giveRole: (userId, role) => giveRole({ accounts, ids: IDS }, world.call(), { userId, role, actor: 'operator' }),
    readJournal: subjectId => store.readJournal(subjectId),
    secret: () => {
      secrets += 1;
      return `${IDS.next()}-${secrets}`;
    },
    now: () => world.now,
    // The stream delivers while the test waits.
    pause: () => publishHistoryOfAll(world),
    ...changes,
  };
}

async function run(given: SmokeTools) {
  const lines: string[] = [];
  const result = await runChecks(saleChecks(given), line => lines.push(line));
  return { ...result, lines };
}
const listed = async (query: Record<string, string> = {}): Promise<Event[]> =>
  (await world.invoke<{ items: Event[] }>('list-events', { query })).body.items;

describe('the smoke test', () => {
  it('passes on a service that works, and leaves nothing that is listed', async () => {
    const { passed, failed, lines } = await run(tools());
    expect([passed, failed, lines]).toEqual([6, 0, lines]);
    world.now += 10_000;
    expect(await listed()).toEqual([]);
    const [left] = await listed({ status: 'cancelled' });
    expect(left).toMatchObject({ title: 'Smoke test, edited', status: 'cancelled' });
    await expectIntegrity(world, left as Event);
  });

  it('may be repeated', async () => {
    await run(tools());
    expect(await run(tools())).toMatchObject({ passed: 6, failed: 0 });
  });

  it('fails where the journal lacks the sale, and still removes what it made', async () => {
    const { failed, lines } = await run(tools({ pause: async () => undefined }));
    expect([failed, lines.at(-1)]).toEqual([
      1,
      expect.stringMatching(
        /^FAILED +the journal of the sale, through the stream: the journal of \S+ has no hold\.placed/,
      ),
    ]);
    expect(await listed()).toEqual([]);
  });

  it('names the call that failed, and the checks that needed it', async () => {
    const api: SmokeTools['api'] = (call, expected) =>
      call.path.endsWith('/holds') ? Promise.reject(new Error('500 internal-error')) : tools().api(call, expected);
    const { lines } = await run(tools({ api }));
    expect(lines.map(line => line.slice(0, 6).trim())).toEqual([
      'passed',
      'passed',
      'passed',
      'FAILED',
      'passed',
      'FAILED',
    ]);
    expect(lines.at(-1)).toContain('it needs the booking of an earlier check, which failed');
  });

  it('makes nothing without a registration, and removes nothing', async () => {
    const api: SmokeTools['api'] = () => Promise.reject(new Error('503'));
    const { lines } = await run(tools({ api }));
    expect(lines.map(line => line.slice(0, 6).trim())).toEqual([
      'FAILED',
      'FAILED',
      'FAILED',
      'FAILED',
      'passed',
      'FAILED',
    ]);
  });
});
