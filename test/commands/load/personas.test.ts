import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pickByWeight } from '../../../lib/commands/load/personas/chance.ts';
import { PERSONAS, type PersonaName, WEIGHTS } from '../../../lib/commands/load/personas/personas.ts';
import { ATTEMPTS_MAX } from '../../../lib/commands/load/personas/retries.ts';
import type { CallStep, Outcome } from '../../../lib/commands/load/personas/steps.ts';
import { REQUESTS } from '../../../lib/contract/requests.ts';
import { seeded } from '../../../lib/local/seeded-random.ts';
import { callsIn, EVENT, happyAnswer, play, refused, SEEDS } from './persona-player.ts';

const NAMES = Object.keys(PERSONAS) as PersonaName[];
const happyCalls = (name: PersonaName, seed: number): CallStep[] =>
  callsIn(play(PERSONAS[name], { seed, answer: happyAnswer }));
const operationsOf = (calls: CallStep[]): string[] => calls.map(({ operation }) => operation);
const isKeyed = ({ key }: CallStep): boolean => key !== undefined;

describe('every persona', () => {
  it.each(NAMES)('%s decides the same for the same random numbers and answers', name => {
    const twice = [1, 2].map(() => play(PERSONAS[name], { seed: 11, answer: happyAnswer }));
    expect(twice[0]).toEqual(twice[1]);
  });

  it.each(NAMES)('%s sends bodies that the contract accepts', name => {
    for (const { operation, body } of SEEDS.flatMap(seed => happyCalls(name, seed))) {
      const schema = (REQUESTS[operation] as { body?: { safeParse(value: unknown): { error?: unknown } } }).body;
      expect([operation, schema?.safeParse(body).error]).toEqual([operation, undefined]);
    }
  });

  it.each(NAMES)('%s comes to an end, whatever it is answered', name => {
    const outcomes: Outcome[] = [
      { status: 0, body: undefined },
      refused(409, 'seats-unavailable'),
      refused(404, 'hold-not-found'),
      refused(500, 'internal'),
      { ...refused(503, 'busy'), retryAfterMs: 1_000 },
      { ...refused(429, 'rate-limited'), retryAfterMs: 60_000 },
    ];
    for (const outcome of outcomes) {
      for (const seed of SEEDS.slice(0, 20)) {
        expect(play(PERSONAS[name], { seed, answer: () => outcome }).length).toBeLessThan(150);
      }
    }
  });

  it.each(NAMES)('%s gives a key to each call that needs one, and to no other', name => {
    const keyed = ['place-hold', 'extend-hold', 'confirm-booking', 'cancel-booking'];
    for (const call of SEEDS.flatMap(seed => happyCalls(name, seed))) {
      expect([call.operation, isKeyed(call)]).toEqual([call.operation, keyed.includes(call.operation)]);
    }
  });

  it('is chosen about as often as its weight says', () => {
    const random = seeded(5);
    const chosen = Map.groupBy(
      Array.from({ length: 10_000 }, () => pickByWeight(random, WEIGHTS)),
      name => name,
    );
    for (const name of NAMES) {
      expect(Math.abs((chosen.get(name)?.length ?? 0) / 100 - WEIGHTS[name])).toBeLessThan(1.5);
    }
    expect(Object.values(WEIGHTS).reduce((sum, weight) => sum + weight)).toBe(100);
  });

  it('is described with its weight in docs/load-testing.md', async () => {
    const text = await readFile(join(import.meta.dirname, '../../../docs/load-testing.md'), 'utf8');
    const described = [...text.matchAll(/^\| ([a-z]+) \| (\d+) \| /gm)].map(([, name, weight]) => [
      name,
      Number(weight),
    ]);
    expect(Object.fromEntries(described)).toEqual(WEIGHTS);
  });
});

describe('a client after an unknown outcome', () => {
  const afterFailures = (failures: Outcome[]) =>
    play(PERSONAS.walker, {
      seed: 3,
      answer: (call, number) =>
        failures[number - 1] ?? (call.operation === 'place-hold' ? refused(409, 'x') : happyAnswer(call)),
    });

  it('repeats the call with the same key and the same body', () => {
    const calls = callsIn(afterFailures([{ status: 0, body: undefined }, refused(503, 'busy')]));
    expect(calls.length).toBeGreaterThanOrEqual(3);
    const [first, ...repeats] = calls;
    for (const repeat of repeats) expect([repeat.key, repeat.body]).toEqual([first?.key, first?.body]);
  });

  it('waits at least as long as Retry-After asks', () => {
    const steps = afterFailures([{ ...refused(503, 'busy'), retryAfterMs: 7_000 }]);
    expect(steps[1]).toEqual({ is: 'wait', ms: 7_000 });
  });

  it('gives up after some attempts', () => {
    const unknown: Outcome = { status: 0, body: undefined };
    const steps = play(PERSONAS.walker, { seed: 3, answer: () => unknown });
    const perKey = Map.groupBy(callsIn(steps), ({ key }) => key);
    // The repetition that is sent on purpose may follow.
    for (const [, sent] of perKey) expect(sent.length).toBeLessThanOrEqual(ATTEMPTS_MAX + 1);
  });
});

describe('the personas one by one', () => {
  const seen = (name: PersonaName) => new Set(SEEDS.flatMap(seed => operationsOf(happyCalls(name, seed))));

  it('the browser looks with its cache and without an account, and never holds', () => {
    const calls = SEEDS.flatMap(seed => happyCalls('browser', seed));
    expect(new Set(operationsOf(calls))).toEqual(
      new Set(['list-events', 'read-event', 'read-seats', 'read-availability']),
    );
    expect(calls.every(({ as }) => as === 'anonymous')).toBe(true);
    expect(calls.some(({ operation, usesCache }) => operation === 'read-seats' && usesCache)).toBe(true);
    expect(calls.some(({ query }) => query?.since === '2026-11-30T00:00:00.000Z')).toBe(true);
  });

  it('the buyer extends, releases, pays and cancels, each sometimes', () => {
    for (const operation of ['place-hold', 'extend-hold', 'release-hold', 'confirm-booking', 'cancel-booking']) {
      expect(seen('buyer')).toContain(operation);
      expect(SEEDS.some(seed => !operationsOf(happyCalls('buyer', seed)).includes(operation as never))).toBe(
        operation !== 'place-hold',
      );
    }
  });

  it('the buyer and the group cancel a booking, or the place of one ticket', () => {
    for (const name of ['buyer', 'group'] as const) {
      const cancelled = SEEDS.flatMap(seed => happyCalls(name, seed)).filter(
        ({ operation }) => operation === 'cancel-booking',
      );
      const isPart = ({ body }: CallStep): boolean => (body as { tickets?: string[] }).tickets?.length === 1;
      expect(new Set(cancelled.map(isPart))).toEqual(new Set([true, false]));
    }
  });

  it('the buyer tries another card after a declined one, with a new key', () => {
    const answer = (call: CallStep): Outcome =>
      call.operation === 'confirm-booking' && (call.body as { paymentMethod: string }).paymentMethod !== 'sim_ok'
        ? refused(402, 'payment-declined')
        : happyAnswer(call);
    const methodOf = ({ body }: CallStep): string => (body as { paymentMethod: string }).paymentMethod;
    const payments = SEEDS.map(seed =>
      callsIn(play(PERSONAS.buyer, { seed, answer })).filter(({ operation }) => operation === 'confirm-booking'),
    );
    const declined = payments.filter(([first]) => first && methodOf(first) === 'sim_declined');
    expect(declined.length).toBeGreaterThan(0);
    for (const sent of declined) {
      const [first, last] = [sent[0], sent.at(-1)] as [CallStep, CallStep];
      expect([methodOf(last), last.key === first.key]).toEqual(['sim_ok', false]);
    }
  });

  it('the buyer reads a payment that the gateway decides later', () => {
    const answer = (call: CallStep): Outcome =>
      call.operation === 'confirm-booking'
        ? { status: 202, body: { status: 'pending', paymentId: 'pay_one_1' } }
        : happyAnswer(call);
    const calls = SEEDS.flatMap(seed => callsIn(play(PERSONAS.buyer, { seed, answer })));
    expect(calls.filter(({ operation }) => operation === 'read-payment')[0]?.params).toEqual({
      paymentId: 'pay_one_1',
    });
  });

  it('the sniper asks for the first seats of the newest event, and again after a lost race', () => {
    const older = { ...EVENT, id: 'evt_older', sections: EVENT.sections.slice(1) };
    const calls = callsIn(
      play(PERSONAS.sniper, { events: [older, EVENT], answer: () => refused(409, 'seats-unavailable') }),
    );
    expect(calls.length).toBeGreaterThanOrEqual(6);
    expect(new Set(calls.map(({ params }) => params?.eventId))).toEqual(new Set(['evt_one']));
    const [{ body } = { body: undefined }] = calls;
    expect((body as { seats: string[] }).seats.every(seatId => /^a\/A-[1-7]$/.test(seatId))).toBe(true);
  });

  it('the group asks for several areas, and for seats side by side with them', () => {
    const bodies = SEEDS.map(
      seed => happyCalls('group', seed)[0]?.body as { areas: { quantity: number }[]; seats?: string[] },
    );
    expect(bodies.every(({ areas }) => areas.length >= 1)).toBe(true);
    expect(bodies.some(({ areas }) => areas.length === 2)).toBe(true);
    expect(bodies.some(({ areas, seats }) => areas.length === 2 && seats?.length === 2)).toBe(true);
    for (const { areas, seats = [] } of bodies) {
      const people = areas.reduce((sum, { quantity }) => sum + quantity, seats.length);
      expect(people).toBeGreaterThanOrEqual(4);
      expect(people).toBeLessThanOrEqual(6);
    }
  });

  it('the scalper uses one key for several accounts, and asks for a hold of another account', () => {
    const calls = SEEDS.flatMap(seed => happyCalls('scalper', seed));
    const first = happyCalls('scalper', 0)
      .filter(({ operation }) => operation === 'place-hold')
      .slice(0, 3);
    expect(first.map(({ as }) => as)).toEqual(expect.arrayContaining([0, 1]));
    expect(new Set(first.map(({ key }) => key)).size).toBe(1);
    expect(calls.some(({ operation, as }) => operation === 'read-hold' && as === 1)).toBe(true);
  });

  it('the walker does nothing more after it has begun to pay', () => {
    for (const seed of SEEDS) {
      const operations = operationsOf(happyCalls('walker', seed));
      expect(operations.filter(operation => operation !== 'place-hold' && operation !== 'confirm-booking')).toEqual([]);
      expect(operations.lastIndexOf('confirm-booking')).toBeGreaterThanOrEqual(
        operations.includes('confirm-booking') ? operations.length - 1 : -1,
      );
    }
  });

  it('the organizer edits only events that are for it, and takes back some of its changes', () => {
    const calls = SEEDS.flatMap(seed => happyCalls('organizer', seed));
    const edits = calls.filter(({ operation }) => operation === 'edit-event');
    const fields = edits.flatMap(({ body }) => Object.keys(body as object));
    expect(new Set(fields)).toEqual(new Set(['sections', 'title', 'blockSeats', 'unblockSeats']));
    expect(calls.every(({ as }) => as === 'organizer')).toBe(true);
    const others = play(PERSONAS.organizer, { events: [{ ...EVENT, isEdited: false }], answer: happyAnswer });
    expect(others).toEqual([]);
  });

  it('a few calls are sent twice at once, and a few again after their answer', () => {
    const buyers = SEEDS.map(seed => happyCalls('buyer', seed));
    expect(buyers.flat().some(({ isSentTwice }) => isSentTwice)).toBe(true);
    const repeated = buyers.some(calls => {
      const keys = calls.filter(isKeyed).map(({ key }) => key);
      return new Set(keys).size < keys.length;
    });
    expect(repeated).toBe(true);
  });
});
