/** In which order a stage stands still, and runs again, also where two people are at it or AWS does not do as it is asked. */
import { describe, expect, it } from 'vitest';
import { resume, type Standstill, stop } from '../../lib/commands/restore/maintenance.ts';
import { whatRuns } from '../../lib/commands/restore/running-functions.ts';
import type { Executions, Switches } from '../../lib/commands/restore/switches.ts';
import { type DeployedTrigger, TRIGGER_NAMES, type TriggerName } from '../../lib/commands/shared/deployed-stack.ts';

const triggers = Object.fromEntries(
  TRIGGER_NAMES.map(name => [name, { functionName: name, queueUrl: '', logGroup: '' }]),
) as Record<TriggerName, DeployedTrigger>;
const STACK = {
  name: 'Holdfast-dev',
  functionNames: ['holds', 'bookings', ...TRIGGER_NAMES],
  mappingIds: ['one', 'two'],
  triggers,
};
const STARTED = ['holds', 'bookings', 'sweep-lapsed', 'finish-events', 'reconcile-payments'];
const named = (name: string, message = name) => Object.assign(new Error(message), { name });

/** A stage whose mappings take two looks to change; the function `holds` has 100 executions for itself. */
function stage() {
  const done: string[] = [];
  const said: string[] = [];
  const executions = new Map<string, Executions>([['holds', 100]]);
  const notes = new Map<string, Executions>();
  const mappings = new Map(STACK.mappingIds.map(id => [id, { isOn: true, looks: 0 }]));
  /** What fails, by a step as `done` has it. */
  const failing = new Map<string, Error>();
  /** What others do during a pause: shorter or longer than a minute. */
  const others = { duringLastCalls: async () => {}, whileMappingsChange: async () => {} };
  const unread = [0];
  const act = (step: string): void => {
    const failure = failing.get(step);
    if (failure) throw failure;
    done.push(step);
  };
  const switches: Switches = {
    async executionsOf(name) {
      const before = notes.get(name);
      return { now: executions.get(name) ?? 'shared', ...(before !== undefined && { before }) };
    },
    async note(name, before) {
      act(`${name} ${before === undefined ? 'forgets' : `notes ${before}`}`);
      if (before === undefined) notes.delete(name);
      else notes.set(name, before);
    },
    async setExecutions(name, to) {
      act(`${name} ${to}`);
      executions.set(name, to);
    },
    async setMapping(id, isOn) {
      act(`${id} ${isOn ? 'on' : 'off'}`);
      mappings.set(id, { isOn, looks: 2 });
    },
    async isMappingOn(id) {
      const mapping = mappings.get(id) ?? { isOn: false, looks: 0 };
      mapping.looks -= 1;
      return mapping.looks < 0 ? mapping.isOn : undefined;
    },
  };
  const standing: Standstill = {
    stage: 'dev',
    stack: STACK,
    switches,
    unread: async () => (unread.length > 1 ? unread.shift() : unread[0]) ?? 0,
    async pause(ms) {
      done.push(ms > 60_000 ? 'waits for what runs' : ms > 10_000 ? 'waits for the readers' : 'looks again');
      await (ms > 60_000 ? others.duringLastCalls() : others.whileMappingsChange());
    },
    tell: line => said.push(line),
  };
  const isOn = (): boolean[] => [...mappings.values()].map(mapping => mapping.isOn);
  return { standing, switches, done, said, executions, notes, failing, others, unread, mappings, isOn };
}
const steps = (done: string[]): string[] => done.filter(step => !/looks again|notes|forgets/.test(step));

describe('a maintenance', () => {
  it('stops calls and schedules first, waits longer than a function lives, and stops the readers of the stream last', async () => {
    const { standing, done, said, switches } = stage();
    await stop(standing);
    expect(steps(done)).toEqual([...STARTED.map(name => `${name} 0`), 'waits for what runs', 'one off', 'two off']);
    expect(said.at(-1)).toBe('It stands still.');
    expect(await whatRuns(STACK, switches)).toEqual([]);
  });

  it('once took 75 seconds for enough: now the readers stay on until the journal has every entry', async () => {
    const { standing, done, said, unread } = stage();
    unread.splice(0, 1, 7, 2, 0);
    await stop(standing);
    expect(steps(done).slice(STARTED.length)).toEqual([
      'waits for what runs',
      'waits for the readers',
      'waits for the readers',
      'one off',
      'two off',
    ]);
    expect(said.join()).toContain('the journal lacks 7 entries yet');
  });

  it('gives up where the journal stays behind, leaves the readers on, and goes on when it is called again', async () => {
    const { standing, unread, isOn, executions, notes } = stage();
    unread[0] = 3;
    await expect(stop(standing)).rejects.toThrow('The journal lacks 3 entries');
    expect(isOn()).toEqual([true, true]);
    expect(executions.get('holds')).toBe(0);
    unread[0] = 0;
    await stop(standing);
    expect(isOn()).toEqual([false, false]);
    expect(notes.get('holds')).toBe(100);
  });

  it('once switched the readers off though somebody had ended it during its pause: now it says so, and leaves them on', async () => {
    const { standing, others, isOn, done } = stage();
    others.duringLastCalls = () => resume(standing);
    await expect(stop(standing)).rejects.toThrow('Somebody ended the maintenance meanwhile: holds may run');
    expect(isOn()).toEqual([true, true]);
    expect(done).not.toContain('one off');
  });

  it('switches the readers on again where somebody ended it while they were switched off', async () => {
    const { standing, others, executions, isOn } = stage();
    others.whileMappingsChange = async () => void executions.set('holds', 'shared');
    await expect(stop(standing)).rejects.toThrow('holds may run');
    expect(isOn()).toEqual([true, true]);
  });

  it('names what could not be stopped, and stops the others', async () => {
    const { standing, failing, executions } = stage();
    failing.set('bookings 0', named('AccessDeniedException', 'not authorized'));
    await expect(stop(standing)).rejects.toThrow('Not stopped: bookings (not authorized).');
    expect(executions.get('reconcile-payments')).toBe(0);
  });
});

describe('the end of a maintenance', () => {
  it('turns on the readers first, and tells which letters the schedules have left', async () => {
    const { standing, done, said } = stage();
    await stop(standing);
    done.length = 0;
    await resume(standing);
    expect(steps(done)).toEqual(['one on', 'two on', 'holds 100', ...STARTED.slice(1).map(name => `${name} shared`)]);
    expect(said.slice(-3)).toEqual(STARTED.slice(2).map(name => `  npm run redrive -- --stage dev --queue ${name}`));
  });

  it('once lost the executions that somebody had reserved: now they are noted, and given back', async () => {
    const { standing, executions, notes, done } = stage();
    await stop(standing);
    await stop(standing);
    expect(executions.get('holds')).toBe(0);
    await resume(standing);
    expect(executions.get('holds')).toBe(100);
    expect(notes.size).toBe(0);
    expect(done.indexOf('holds notes 100')).toBeLessThan(done.indexOf('holds 0'));
  });

  it('leaves alone what does not stand still', async () => {
    const { standing, done, executions } = stage();
    await resume(standing);
    expect(done).toEqual([]);
    expect(executions.get('holds')).toBe(100);
  });

  it('goes by what a function has, not by an old note that was left on it', async () => {
    const { standing, executions, notes } = stage();
    notes.set('holds', 7);
    await resume(standing);
    expect([executions.get('holds'), notes.size]).toEqual([100, 0]);
    notes.set('holds', 7);
    await stop(standing);
    await resume(standing);
    expect(executions.get('holds')).toBe(100);
  });

  it('gives a function the executions of the account where the note is gone, and says so', async () => {
    const { standing, notes, executions, said } = stage();
    await stop(standing);
    notes.delete('bookings');
    await resume(standing);
    expect(executions.get('bookings')).toBe('shared');
    expect(said).toContain("Nobody noted what bookings had for itself: it shares the account's executions.");
  });

  it('once waited for ever for a mapping, before any caller was let in: now it lets them in and says what is left', async () => {
    const { standing, mappings, executions } = stage();
    await stop(standing);
    mappings.set('one', { isOn: false, looks: Number.POSITIVE_INFINITY });
    const ended = resume(standing);
    await expect(ended).rejects.toThrow(
      'These event source mappings are not on yet: one (it takes longer than usual).',
    );
    await expect(ended).rejects.toThrow('call it with --end again');
    expect(executions.get('holds')).toBe(100);
    expect(mappings.get('two')?.isOn).toBe(true);
  });

  it('once ended in a stack trace where a mapping was in use: now it asks again', async () => {
    const { standing, failing, isOn, others } = stage();
    await stop(standing);
    failing.set('one on', named('ResourceInUseException', 'the mapping is being changed'));
    others.whileMappingsChange = async () => void failing.clear();
    await resume(standing);
    expect(isOn()).toEqual([true, true]);
  });

  it('does not wait for what is refused for good, and tries all others', async () => {
    const { standing, failing, done, executions } = stage();
    await stop(standing);
    done.length = 0;
    failing.set('one on', named('AccessDeniedException', 'not authorized'));
    failing.set('holds 100', named('TooManyRequestsException', 'slow down'));
    await expect(resume(standing)).rejects.toThrow(
      /one \(not authorized\)\.\nNot running yet: holds \(slow down\)\.\nThe rest/,
    );
    expect(done.filter(step => step === 'looks again')).toHaveLength(3);
    expect(executions.get('bookings')).toBe('shared');
  });
});
