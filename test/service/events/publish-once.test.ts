/** Publishing with an idempotency key (P3, P8): one key, one event, also after lost replies, crashes and while it is prepared. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { NewEvent } from '../../../lib/contract/events/requests.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { IDEMPOTENCY_SECONDS } from '../../../lib/domain/limits.ts';
import { allRows } from '../../support/edits.ts';
import { runJobs } from '../../support/import.ts';
import { edit, newEvent, openWorld, type Person, type ProblemFields, type World } from '../../support/world.ts';

let world: World;
let organizer: Person;

beforeEach(async () => {
  world = await openWorld();
  organizer = await world.person('organizer');
});

const LAWN = { id: 'lawn', name: 'Lawn', kind: 'area' as const, price: 100, capacity: 10_001 };
const publish = (body: Partial<NewEvent>, key?: string, { on = world, as = organizer } = {}) =>
  on.invoke<Event & ProblemFields>('publish-event', { as, body, ...(key !== undefined && { key }) });
/** The events that reading finds: a crash leaves other rows, but no event. */
const eventIds = async (): Promise<string[]> =>
  (await allRows(world)).flatMap(({ sk, id }) => (sk === 'EVENT' ? [String(id)] : []));
const replayed = ({ headers }: { headers: Record<string, string> }) => headers['idempotent-replayed'];

describe('publishing with an idempotency key', () => {
  it('gives the same event again: the first answer, although the event was edited since', async () => {
    const first = await publish(newEvent(), 'k');
    expect([first.status, replayed(first)]).toEqual([201, undefined]);
    await edit(world, organizer, first.body, { title: 'Another' });
    const again = await publish(newEvent(), 'k');
    expect([again.status, again.body, replayed(again)]).toEqual([201, first.body, 'true']);
    expect(await eventIds()).toEqual([first.body.id]);
  });

  it('publishes two events with two keys, with no key, and with the key of another organizer', async () => {
    const other = await world.person('organizer');
    const answers = [
      await publish(newEvent(), 'k'),
      await publish(newEvent(), 'l'),
      await publish(newEvent()),
      await publish(newEvent()),
      await publish(newEvent(), '', {}),
      await publish(newEvent(), 'k', { as: other }),
    ];
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(201));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(6);
    expect(answers.map(replayed)).toEqual(Array(6).fill(undefined));
  });

  it('refuses the key for another event, or after another operation', async () => {
    await publish(newEvent(), 'k');
    const other = await publish(newEvent({ title: 'Another' }), 'k');
    expect([other.status, other.body.code]).toEqual([422, 'idempotency-key-reused']);
    // The same request in another form is the same.
    const body = Object.fromEntries(Object.entries(newEvent({ timeZone: 'UTC' })).reverse());
    expect(replayed(await publish(body, 'k'))).toBe('true');
  });

  it('refuses a malformed key with its path', async () => {
    for (const key of ['ü', 'a'.repeat(256), ' a']) {
      const { status, body } = await publish(newEvent(), key);
      expect([status, body.errors?.[0]?.path]).toEqual([400, 'headers.idempotency-key']);
    }
    expect(await eventIds()).toEqual([]);
  });

  it('is answered from the record although the event could not be published any more', async () => {
    const soon = { startsAt: iso(world.now + 1_000), endsAt: iso(world.now + 60_000) };
    const first = await publish(newEvent(soon), 'k');
    world.now += 3_600_000;
    const again = await publish(newEvent(soon), 'k');
    expect([again.status, again.body.id]).toEqual([201, first.body.id]);
    expect((await publish(newEvent(soon), 'other')).status).toBe(400);
  });

  it('keeps no refusal: a corrected request may use the same key', async () => {
    expect((await publish(newEvent({ startsAt: iso(world.now - 1) }), 'k')).status).toBe(400);
    expect((await publish(newEvent(), 'k')).status).toBe(201);
  });

  it('is forgotten after a day', async () => {
    const first = await publish(newEvent(), 'k');
    world.now += IDEMPOTENCY_SECONDS * 1_000;
    const later = await publish(newEvent(), 'k');
    expect(later.status).toBe(201);
    expect(later.body.id).not.toBe(first.body.id);
  });

  it('publishes one event if the request arrives several times at once', async () => {
    const others = await Promise.all([world.another(), world.another(), world.another()]);
    const answers = await Promise.all(others.map(on => publish(newEvent(), 'k', { on })));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(answers.filter(answer => replayed(answer) === undefined)).toHaveLength(1);
    expect(await eventIds()).toEqual([answers[0]?.body.id]);
  });

  it('is safe to repeat after a crash before any of its requests', async () => {
    const small = newEvent({ sections: [{ id: 'a', name: 'A', kind: 'area', price: 1, capacity: 60 }] });
    world.faults.requests.length = 0;
    await publish(small, 'count');
    const requests = world.faults.requests.length;
    expect(requests).toBeGreaterThan(4);
    for (let crashAt = 1; crashAt <= requests; crashAt++) {
      const key = `crash-${crashAt}`;
      const crashing = await world.another();
      let sent = 0;
      crashing.faults.beforeRequests(async () => {
        sent += 1;
        if (sent >= crashAt) await new Promise(() => {});
      });
      void publish(small, key, { on: crashing });
      while (sent < crashAt) await new Promise(resolve => setImmediate(resolve));
      const before = await eventIds();
      const again = await publish(small, key);
      expect([again.status, replayed(again)]).toEqual([201, undefined]);
      expect((await eventIds()).length).toBe(before.length + 1);
    }
  });

  it('answers with the event if only the reply of its transaction was lost', async () => {
    const lossy = await world.another();
    lossy.faults.injectIntoTransactions('lost-reply');
    const answer = await publish(newEvent(), 'k', { on: lossy });
    expect([answer.status, replayed(answer)]).toEqual([201, undefined]);
    expect(await eventIds()).toEqual([answer.body.id]);
    expect((await publish(newEvent(), 'k')).body).toEqual(answer.body);
  });
});

describe('a large event with an idempotency key', () => {
  const large = () => newEvent({ sections: [LAWN] });

  it('is the same while it is prepared and after it is on sale', async () => {
    const first = await publish(large(), 'k');
    expect([first.status, first.body.status]).toEqual([202, 'preparing']);
    const again = await publish(large(), 'k');
    expect([again.status, again.body, replayed(again)]).toEqual([202, first.body, 'true']);
    await runJobs(world);
    const later = await publish(large(), 'k');
    expect([later.status, later.body.id]).toEqual([202, first.body.id]);
    expect(await eventIds()).toEqual([first.body.id]);
    const { body } = await world.invoke<Event>('read-event', { params: { eventId: first.body.id } });
    expect(body.status).toBe('open');
  });

  it('is the same after its import crashed in the middle', async () => {
    const first = await publish(large(), 'k');
    const crashing = await world.another();
    let sent = 0;
    crashing.faults.beforeRequests(async () => {
      sent += 1;
      if (sent > 5) await new Promise(() => {});
    });
    void runJobs(crashing);
    while (sent <= 5) await new Promise(resolve => setImmediate(resolve));
    const again = await publish(large(), 'k');
    expect([again.status, again.body.id]).toEqual([202, first.body.id]);
    expect(await eventIds()).toEqual([first.body.id]);
  });
});

const iso = (epochMs: number): string => new Date(epochMs).toISOString();
