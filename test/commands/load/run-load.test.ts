/** Whole load runs against the real service in this process. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatCallHistory, parseCallHistory } from '../../../lib/checker/call-history.ts';
import { checkCallHistory } from '../../../lib/checker/check-call-history.ts';
import { UsageError } from '../../../lib/cli/usage-error.ts';
import { type LoadResult, type Phase, runLoad } from '../../../lib/commands/load/run-load.ts';
import { tellResult } from '../../../lib/commands/load/tell-result.ts';
import { NOT_IN_LOAD } from '../../../lib/commands/verify/steps.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { publish } from '../../support/world.ts';
import { openLoadWorld, type Tamper } from './load-world.ts';

const OPTIONS = { url: 'http://service.test', forMs: 20_000, clients: 16, seed: 5, eventIds: [] };

async function runAgainst(tamper: Tamper, stop = new AbortController().signal) {
  const { clock, transport, run, world } = await openLoadWorld(tamper);
  // An event of the stage, beside those that the run publishes.
  const named = await publish(world, { holdSeconds: 5 });
  const phases: Phase[] = [];
  const needs = {
    transport,
    clock,
    judge: checkCallHistory,
    stop,
    runId: 'test',
    onPhase: (phase: Phase) => phases.push(phase),
  };
  const result = await run(() => runLoad({ ...OPTIONS, eventIds: [named.id] }, needs));
  return { result, phases, named };
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-load-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Loses some answers after the call had its effect. */
const losesSome: Tamper = (request, response, number) =>
  number % 19 === 0 && request.key !== undefined ? { failure: 'timeout' } : response;

describe('a load run', () => {
  let result: LoadResult;
  let phases: Phase[];
  let named: Event;
  beforeAll(async () => {
    ({ result, phases, named } = await runAgainst(losesSome));
  }, 120_000);

  it('is green on a service that keeps its promises, although answers get lost', () => {
    expect(result.verdict.violations).toEqual([]);
    expect(result.unsettled).toBeUndefined();
    expect(result.verdict.calls).toBeGreaterThan(300);
  });

  it('has cases for every rule that verify takes from it', () => {
    const idle = Object.entries(result.verdict.applied).flatMap(([rule, cases]) => (cases === 0 ? [rule] : []));
    expect(idle).toEqual(NOT_IN_LOAD);
  });

  it('lets every persona act, and loses some answers', () => {
    const clients = result.history.lines.flatMap(line =>
      line.is === 'invoke' ? [line.client.replace(/-\d+$/, '')] : [],
    );
    expect(new Set(clients)).toEqual(
      new Set(['browser', 'buyer', 'sniper', 'group', 'scalper', 'walker', 'organizer', 'box-office', 'auditor']),
    );
    expect(result.history.lines.some(({ is }) => is === 'unknown')).toBe(true);
  });

  it('reads the final state of each event after all has settled', () => {
    const { lines } = result.history;
    const final = lines
      .slice(lines.findIndex(({ is }) => is === 'settled'))
      .flatMap(line => (line.is === 'invoke' ? [line] : []));
    const operations = Map.groupBy(final, ({ operation }) => operation);
    expect(final.every(({ client }) => client.startsWith('auditor-'))).toBe(true);
    for (const operation of ['read-event', 'read-seats', 'read-availability', 'check-integrity']) {
      expect([operation, operations.get(operation)?.length]).toEqual([operation, result.events]);
    }
    for (const list of ['find-holds', 'find-bookings', 'read-journal', 'find-payments'])
      expect([...operations.keys()]).toContain(list);
  });

  it('uses the events that the caller has named, too', () => {
    const holds = result.history.lines.filter(
      line => line.is === 'invoke' && line.operation === 'place-hold' && line.params?.eventId === named.id,
    );
    expect(holds.length).toBeGreaterThan(0);
    expect(result.events).toBe(6);
  });

  it('records no secret', () => {
    const text = formatCallHistory(result.history);
    expect(text).not.toMatch(/eyJ[\w-]+\.[\w-]+\.|accessToken|correct-horse/);
    expect(parseCallHistory(text).lines).toHaveLength(result.history.lines.length);
  });

  it('reports its phases in order', () => {
    const order = phases.map(({ is }) => is).filter((is, i, all) => is !== all[i - 1]);
    expect(order).toEqual(['preparing', 'load', 'draining', 'settling', 'reading', 'judging']);
  });

  it('prints the figures and the verdict, and writes both files', async () => {
    const said: string[] = [];
    const [report, history] = [join(folder, 'load.html'), join(folder, 'load.jsonl')];
    await tellResult(result, { options: OPTIONS, report, history, say: text => said.push(text) });
    expect(said.join('\n')).toContain(`Green: ${result.verdict.calls} calls keep every promise that was checked.`);
    expect(said.join('\n')).toMatch(/place-hold .* seats-unavailable: /s);
    expect(await readFile(report, 'utf8')).toContain('<strong>Green.</strong>');
    expect(parseCallHistory(await readFile(history, 'utf8'))).toEqual(result.history);
  });
});

const seatIdsIn = (hold: string): string[] =>
  (JSON.parse(hold) as { places: { seatId?: string }[] }).places.flatMap(({ seatId }) => seatId ?? []);

describe('a load run on a service that sells a seat twice', () => {
  it('is red, also when it is ended early, keeps the history, and fails', async () => {
    const wins = new Map<string, string>();
    let isSoldTwice = false;
    const stop = new AbortController();
    // The first customer who asks for one seat that is taken gets the hold of its owner, under another id.
    const sellsTwice: Tamper = (request, response) => {
      if (request.operation !== 'place-hold') return response;
      const { eventId = '' } = request.params ?? {};
      if (response.status === 201)
        for (const seatId of seatIdsIn(response.body)) wins.set(eventId + seatId, response.body);
      const { seats: [seatId, ...others] = [], areas } = request.body as { seats?: string[]; areas?: unknown };
      const won = wins.get(`${eventId}${seatId}`);
      const isRefused = response.status === 409 && /"reason":"(held|booked)"/.test(response.body);
      if (isSoldTwice || !isRefused || areas || others.length > 0 || won === undefined) return response;
      isSoldTwice = true;
      stop.abort();
      return { ...response, status: 201, body: won.replace(/"hld_.{4}/, '"hld_0000') };
    };
    const { result } = await runAgainst(sellsTwice, stop.signal);
    expect(isSoldTwice).toBe(true);
    expect(result.endedAt - result.startedAt).toBeLessThan(OPTIONS.forMs);
    expect(result.verdict.violations.map(({ rule }) => rule)).toContain('seat-history');
    const said: string[] = [];
    const telling = tellResult(result, {
      options: OPTIONS,
      history: join(folder, 'red.jsonl'),
      say: text => said.push(text),
    });
    await expect(telling).rejects.toThrow(UsageError);
    await expect(telling).rejects.toThrow(
      /^Red: \d+ violations? in \d+ calls\. docs\/load-testing\.md says what to do\.$/,
    );
    expect(parseCallHistory(await readFile(join(folder, 'red.jsonl'), 'utf8')).lines).toEqual(result.history.lines);
  }, 120_000);
});
