/** In which order a stage stands still, and runs again. */
import { describe, expect, it } from 'vitest';
import { type DeployedTrigger, TRIGGER_NAMES, type TriggerName } from '../../lib/operations/deployed-stack.ts';
import { resume, type Switches, stop } from '../../lib/operations/restore/standstill.ts';

const triggers = Object.fromEntries(
  TRIGGER_NAMES.map(name => [name, { functionName: name, queueUrl: '', logGroup: '' }]),
) as Record<TriggerName, DeployedTrigger>;
const STACK = {
  name: 'Holdfast-dev',
  functionNames: ['holds', 'bookings', ...TRIGGER_NAMES],
  mappingIds: ['one', 'two'],
  triggers,
};

/** A stage whose mappings take two looks to change; the function `holds` has 100 executions for itself. */
function stage() {
  const done: string[] = [];
  const looks = new Map<string, { isOn: boolean; left: number }>();
  const switches: Switches = {
    atOnceOf: async name => (name === 'holds' ? 100 : undefined),
    setAtOnce: async (name, atOnce) => done.push(`${name} ${atOnce ?? 'shares'}`),
    setMapping: async (id, isOn) => {
      looks.set(id, { isOn, left: 2 });
      done.push(`${id} ${isOn ? 'on' : 'off'}`);
    },
    isMappingOn: async id => {
      const mapping = looks.get(id);
      if (!mapping || mapping.left-- > 0) return undefined;
      return mapping.isOn;
    },
    pause: async ms => done.push(ms > 60_000 ? 'waits for what runs' : 'looks again'),
  };
  const said: string[] = [];
  return { switches, done, said, tell: (line: string) => said.push(line) };
}
const STARTED = ['holds', 'bookings', 'sweep-lapsed', 'finish-events', 'reconcile-payments'];

describe('a standstill', () => {
  it('stops calls and schedules first, waits longer than a function lives, and stops the readers of the stream last', async () => {
    const { switches, done, said, tell } = stage();
    await stop(switches, STACK, tell);
    expect(done.slice(0, 8)).toEqual([
      ...STARTED.map(name => `${name} 0`),
      'waits for what runs',
      'one off',
      'two off',
    ]);
    expect(done.slice(8)).toEqual(['looks again', 'looks again', 'looks again', 'looks again']);
    expect(said[0]).toContain('holds has 100 executions at once of its own');
    expect(said.at(-1)).toBe('It stands still.');
  });

  it('ends with the readers, and gives functions back what the account has', async () => {
    const { switches, done, tell } = stage();
    await resume(switches, STACK, tell);
    expect(done.filter(what => what !== 'looks again')).toEqual([
      'one on',
      'two on',
      ...STARTED.map(name => `${name} shares`),
    ]);
  });
});
