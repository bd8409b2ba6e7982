/** The order in which maintenance stops and starts a stage, also with two operators at once or refusals of AWS. */
import { describe, expect, it } from 'vitest';
import { beginMaintenance, endMaintenance, type Maintenance } from '../../lib/commands/restore/maintenance.ts';
import { runningParts } from '../../lib/commands/restore/running-functions.ts';
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
const STARTED = ['holds', 'bookings', 'record-bounces', 'sweep-lapsed', 'finish-events', 'reconcile-payments'];
const named = (name: string, message = name) => Object.assign(new Error(message), { name });

/** A stage whose mappings change at the second check. The function `holds` has a reserved concurrency of 100. */
function stage() {
  const done: string[] = [];
  const lines: string[] = [];
  const executions = new Map<string, Executions>([['holds', 100]]);
  const notes = new Map<string, Executions>();
  const mappings = new Map(STACK.mappingIds.map(id => [id, { isOn: true, checks: 0 }]));
  /** Steps that fail, by their name in `done`. */
  const failing = new Map<string, Error>();
  /** Actions of other operators during a pause shorter or longer than a minute. */
  const others = { duringLastCalls: async () => {}, whileMappingsChange: async () => {} };
  const missing = [0];
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
      mappings.set(id, { isOn, checks: 2 });
    },
    async isMappingOn(id) {
      const mapping = mappings.get(id) ?? { isOn: false, checks: 0 };
      mapping.checks -= 1;
      return mapping.checks < 0 ? mapping.isOn : undefined;
    },
  };
  const maintenance: Maintenance = {
    stage: 'dev',
    stack: STACK,
    switches,
    missingEntries: async () => (missing.length > 1 ? missing.shift() : missing[0]) ?? 0,
    async pause(ms) {
      done.push(ms > 60_000 ? 'waits for what runs' : ms > 10_000 ? 'waits for the readers' : 'checks again');
      await (ms > 60_000 ? others.duringLastCalls() : others.whileMappingsChange());
    },
    print: line => lines.push(line),
  };
  const isOn = (): boolean[] => [...mappings.values()].map(mapping => mapping.isOn);
  return { maintenance, switches, done, lines, executions, notes, failing, others, missing, mappings, isOn };
}
const steps = (done: string[]): string[] => done.filter(step => !/checks again|notes|forgets/.test(step));

describe('maintenance', () => {
  it('stops calls and schedules first, waits longer than a function runs, and stops the readers of the stream last', async () => {
    const { maintenance, done, lines, switches } = stage();
    await beginMaintenance(maintenance);
    expect(steps(done)).toEqual([...STARTED.map(name => `${name} 0`), 'waits for what runs', 'one off', 'two off']);
    expect(lines.at(-1)).toBe('Holdfast-dev is in maintenance: nothing runs.');
    expect(await runningParts(STACK, switches)).toEqual([]);
  });

  it('used to switch the readers off after 75 seconds: now they stay on until the journal has every entry', async () => {
    const { maintenance, done, lines, missing } = stage();
    missing.splice(0, 1, 7, 2, 0);
    await beginMaintenance(maintenance);
    expect(steps(done).slice(STARTED.length)).toEqual([
      'waits for what runs',
      'waits for the readers',
      'waits for the readers',
      'one off',
      'two off',
    ]);
    expect(lines.join()).toContain('The journal still lacks 7 entries');
  });

  it('fails if the journal stays behind, leaves the readers on, and continues when it is run again', async () => {
    const { maintenance, missing, isOn, executions, notes } = stage();
    missing[0] = 3;
    await expect(beginMaintenance(maintenance)).rejects.toThrow('The journal lacks 3 entries');
    expect(isOn()).toEqual([true, true]);
    expect(executions.get('holds')).toBe(0);
    missing[0] = 0;
    await beginMaintenance(maintenance);
    expect(isOn()).toEqual([false, false]);
    expect(notes.get('holds')).toBe(100);
  });

  it('used to switch the readers off although another operator had ended it during its pause: now it fails and leaves them on', async () => {
    const { maintenance, others, isOn, done } = stage();
    others.duringLastCalls = () => endMaintenance(maintenance);
    await expect(beginMaintenance(maintenance)).rejects.toThrow(
      'Another operator ended the maintenance meanwhile: holds may run',
    );
    expect(isOn()).toEqual([true, true]);
    expect(done).not.toContain('one off');
  });

  it('switches the readers on again if another operator ended it while they were being switched off', async () => {
    const { maintenance, others, executions, isOn } = stage();
    others.whileMappingsChange = async () => void executions.set('holds', 'shared');
    await expect(beginMaintenance(maintenance)).rejects.toThrow('holds may run');
    expect(isOn()).toEqual([true, true]);
  });

  it('names the functions that could not be stopped, and stops the others', async () => {
    const { maintenance, failing, executions } = stage();
    failing.set('bookings 0', named('AccessDeniedException', 'not authorized'));
    await expect(beginMaintenance(maintenance)).rejects.toThrow('Not stopped: bookings (not authorized).');
    expect(executions.get('reconcile-payments')).toBe(0);
  });
});

describe('the end of maintenance', () => {
  it('turns the readers on first, and prints how to process the dead letters of the schedules', async () => {
    const { maintenance, done, lines } = stage();
    await beginMaintenance(maintenance);
    done.length = 0;
    await endMaintenance(maintenance);
    expect(steps(done)).toEqual(['one on', 'two on', 'holds 100', ...STARTED.slice(1).map(name => `${name} shared`)]);
    expect(lines.slice(-3)).toEqual(STARTED.slice(3).map(name => `  npm run redrive -- --stage dev --queue ${name}`));
  });

  it('used to lose the reserved concurrency: now it is noted and restored', async () => {
    const { maintenance, executions, notes, done } = stage();
    await beginMaintenance(maintenance);
    await beginMaintenance(maintenance);
    expect(executions.get('holds')).toBe(0);
    await endMaintenance(maintenance);
    expect(executions.get('holds')).toBe(100);
    expect(notes.size).toBe(0);
    expect(done.indexOf('holds notes 100')).toBeLessThan(done.indexOf('holds 0'));
  });

  it('puts the policy of the journal back first, which an interrupted restore has lifted, and goes on if that fails', async () => {
    const { maintenance, done, executions } = stage();
    await beginMaintenance(maintenance);
    done.length = 0;
    const policy = {
      isInForce: async () => false,
      lift: async () => {},
      putBack: async () => void done.push('policy'),
    };
    await endMaintenance({ ...maintenance, policy });
    expect(steps(done)[0]).toBe('policy');
    await beginMaintenance(maintenance);
    policy.putBack = () => Promise.reject(named('AccessDeniedException', 'not authorized'));
    await expect(endMaintenance({ ...maintenance, policy })).rejects.toThrow(/not authorized\nThe rest of/);
    expect(executions.get('holds')).toBe(100);
  });

  it('changes nothing in a stage that runs', async () => {
    const { maintenance, done, executions } = stage();
    await endMaintenance(maintenance);
    expect(done).toEqual([]);
    expect(executions.get('holds')).toBe(100);
  });

  it('keeps the present concurrency of a running function, despite an old note on it', async () => {
    const { maintenance, executions, notes } = stage();
    notes.set('holds', 7);
    await endMaintenance(maintenance);
    expect([executions.get('holds'), notes.size]).toEqual([100, 0]);
    notes.set('holds', 7);
    await beginMaintenance(maintenance);
    await endMaintenance(maintenance);
    expect(executions.get('holds')).toBe(100);
  });

  it('lets a function share the concurrency of the account if its note is gone, and says so', async () => {
    const { maintenance, notes, executions, lines } = stage();
    await beginMaintenance(maintenance);
    notes.delete('bookings');
    await endMaintenance(maintenance);
    expect(executions.get('bookings')).toBe('shared');
    expect(lines).toContain('The reserved concurrency of bookings was not noted: it now shares that of the account.');
  });

  it('used to wait for ever for a mapping before it let callers in: now it lets them in and names the mapping', async () => {
    const { maintenance, mappings, executions } = stage();
    await beginMaintenance(maintenance);
    mappings.set('one', { isOn: false, checks: Number.POSITIVE_INFINITY });
    const ended = endMaintenance(maintenance);
    await expect(ended).rejects.toThrow(
      'These event source mappings are not on yet: one (it takes longer than usual).',
    );
    await expect(ended).rejects.toThrow('Run this command with --end again');
    expect(executions.get('holds')).toBe(100);
    expect(mappings.get('two')?.isOn).toBe(true);
  });

  it('used to end in a stack trace if a mapping was in use: now it retries', async () => {
    const { maintenance, failing, isOn, others } = stage();
    await beginMaintenance(maintenance);
    failing.set('one on', named('ResourceInUseException', 'the mapping is being changed'));
    others.whileMappingsChange = async () => void failing.clear();
    await endMaintenance(maintenance);
    expect(isOn()).toEqual([true, true]);
  });

  it('does not retry what is refused for good, and changes all others', async () => {
    const { maintenance, failing, done, executions } = stage();
    await beginMaintenance(maintenance);
    done.length = 0;
    failing.set('one on', named('AccessDeniedException', 'not authorized'));
    failing.set('holds 100', named('TooManyRequestsException', 'slow down'));
    await expect(endMaintenance(maintenance)).rejects.toThrow(
      /one \(not authorized\)\.\nNot running yet: holds \(slow down\)\.\nThe rest/,
    );
    expect(done.filter(step => step === 'checks again')).toHaveLength(3);
    expect(executions.get('bookings')).toBe('shared');
  });
});
