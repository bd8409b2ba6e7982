import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { UsageError } from '../../../lib/cli/usage-error.ts';
import type { LoadClock } from '../../../lib/commands/load/load-clock.ts';
import { SETTLE_MAX_MS, settle, type Unsettled } from '../../../lib/commands/load/settle.ts';
import { requester } from '../../../lib/commands/load/setup-calls.ts';
import { requireSameTime } from '../../../lib/commands/load/stage.ts';
import type { NoResponse, Response } from '../../../lib/commands/load/transport.ts';
import { requireWritable } from '../../../lib/commands/shared/require-writable.ts';

const URL_GIVEN = 'http://127.0.0.1:3000';
const OK = z.object({ ok: z.boolean() });

/** A clock that never waits: a pause only moves its time. */
function instantClock(): LoadClock & { paused: number } {
  let now = 1_000_000;
  return {
    paused: 0,
    now: () => now,
    async pause(ms) {
      this.paused += 1;
      now += ms;
    },
  };
}

const problem = (status: number, code: string): Response => ({ status, body: JSON.stringify({ code }), headers: {} });

function askAnswered(...answers: (Response | NoResponse)[]) {
  const clock = instantClock();
  const send = async () => answers.shift() ?? problem(500, 'internal');
  return { clock, ask: () => requester({ send }, clock, URL_GIVEN)('sign in', OK, { operation: 'login' }) };
}

describe('a call that prepares a run', () => {
  it('is retried while the service is busy or loses answers', async () => {
    const { ask } = askAnswered({ failure: 'timeout' }, problem(503, 'busy'), {
      status: 200,
      body: '{"ok":true}',
      headers: {},
    });
    expect(await ask()).toEqual({ ok: true });
  });

  it.each<[string, Response | NoResponse, RegExp]>([
    [
      'no service',
      { failure: 'ECONNREFUSED' },
      /^No service answers at http:\/\/127\.0\.0\.1:3000 \(ECONNREFUSED\)\. Start /,
    ],
    [
      'rate limits',
      problem(429, 'rate-limited'),
      /limits the calls from this machine\. Wait five minutes, or start .*HOLDFAST_RATE_LIMITS=off\.$/,
    ],
    [
      'a stage without demonstration data',
      problem(401, 'bad-credentials'),
      /could not sign in: .* answered 401 bad-credentials\. It needs a test stage with demonstration data/,
    ],
    ['a production stage', problem(404, 'route-not-found'), /answered 404 route-not-found\. It needs a test stage/],
    [
      'a page of another server',
      { status: 200, body: '<html>', headers: {} },
      /answered 200 without a problem document\. It needs/,
    ],
  ])('fails at once and in one message on %s', async (_what, answer, message) => {
    const { ask, clock } = askAnswered(answer);
    const asked = ask();
    await expect(asked).rejects.toThrow(UsageError);
    await expect(asked).rejects.toThrow(message);
    expect(clock.paused).toBe(0);
  });
});

describe('the clocks', () => {
  const stage = { admin: { userId: 'usr_a', token: 't' }, organizer: { userId: 'usr_o', token: 't' }, customers: [] };
  const compare = (aheadMs: number) => {
    const clock = instantClock();
    const ask = async () => ({ asOf: new Date(clock.now() + aheadMs).toISOString() });
    return requireSameTime(ask as never, clock, stage);
  };

  it('may differ by as much as the promises allow, in both directions', async () => {
    await expect(compare(500)).resolves.toBeUndefined();
    await expect(compare(-500)).resolves.toBeUndefined();
  });

  it('must not differ by more', async () => {
    await expect(compare(501)).rejects.toThrow(/clock of the service is 501 ms ahead of this machine's/);
    await expect(compare(-501)).rejects.toThrow(/-501 ms ahead/);
  });
});

describe('settling', () => {
  const HISTORY = { header: { is: 'call-history', version: 1, source: 'test', skewMaxMs: 0 } as const, lines: [] };

  /** Settles on a service that has this many active holds at each look, the last number from then on. */
  async function settleWith(active: number[], failsAtLook = 0) {
    const clock = instantClock();
    const looks: Unsettled[] = [];
    let asked = 0;
    const ask = async (_purpose: string, _schema: unknown, { operation }: { operation: string }) => {
      if (operation === 'find-payments' && ++asked === failsAtLook) throw new UsageError('busy');
      return operation === 'find-payments'
        ? { items: [], nextCursor: null }
        : {
            holds: { active: active.length > 1 ? active.shift() : active[0], confirmed: 0, released: 0, expired: 0 },
            bookings: { confirmed: 0, cancelled: 0 },
          };
    };
    const admin = { userId: 'usr_a', token: 't' };
    const began = clock.now();
    const left = await settle({
      ask: ask as never,
      clock,
      admin,
      eventIds: ['evt_a'],
      history: HISTORY,
      onLook: look => looks.push(look),
    });
    return { left, looks, ms: clock.now() - began };
  }

  it('ends when several looks in a row find nothing left', async () => {
    const { left, looks } = await settleWith([3, 0, 1, 0, 0, 0, 9]);
    expect(left).toBeUndefined();
    expect(looks.map(({ holds }) => holds)).toEqual([3, 0, 1, 0, 0, 0]);
  });

  it('treats a service that cannot be read at the moment as not settled', async () => {
    const { left, looks } = await settleWith([0], 3);
    expect(left).toBeUndefined();
    expect(looks).toHaveLength(6);
  });

  it('gives up after some minutes, and says what is left', async () => {
    const { left, ms } = await settleWith([2]);
    expect(left).toEqual({ holds: 2, payments: 0, entries: 0 });
    expect(ms).toBe(SETTLE_MAX_MS);
  });
});

describe('the files of a run', () => {
  it('are tried before the run', async () => {
    await expect(requireWritable({ '--report': '/no/such/folder/report.html' })).rejects.toThrow(
      '--report names a file that cannot be written: /no/such/folder/report.html (ENOENT).',
    );
  });
});
