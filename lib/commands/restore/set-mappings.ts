/** Switches event source mappings on or off, and waits until they are; for a while, and each whatever becomes of the others. */
import { UsageError } from '../../cli/usage-error.ts';
import type { Switches } from './switches.ts';

/** A mapping changes within a minute, and takes no other change meanwhile. */
const LOOKS_MAX = 60;
const LOOK_EVERY_MS = 5_000;
const NOT_NOW = /InUse|TooManyRequests|Throttl|Conflict|Timeout/;

export interface MappingSwitches {
  switches: Pick<Switches, 'setMapping' | 'isMappingOn'>;
  pause(ms: number): Promise<unknown>;
}

export async function setMappings({ switches, pause }: MappingSwitches, ids: string[], isOn: boolean): Promise<void> {
  const asked = new Set<string>();
  /** What is not yet as it should be, with why. */
  const left = new Map(ids.map(id => [id, 'it takes longer than usual']));
  const refused = new Set<string>();
  const look = async (id: string): Promise<void> => {
    try {
      const is = await switches.isMappingOn(id);
      if (is === isOn) left.delete(id);
      if (is === undefined || is === isOn || asked.has(id)) return;
      await switches.setMapping(id, isOn);
      asked.add(id);
    } catch (error) {
      const { name, message } = error as Error;
      left.set(id, message);
      if (!NOT_NOW.test(`${name} ${message}`)) refused.add(id);
    }
  };
  for (let looks = 1; looks <= LOOKS_MAX; looks++) {
    const waiting = [...left.keys()].filter(id => !refused.has(id));
    if (waiting.length === 0) break;
    if (looks > 1) await pause(LOOK_EVERY_MS);
    for (const id of waiting) await look(id);
  }
  if (left.size === 0) return;
  const told = [...left].map(([id, why]) => `${id} (${why})`).join(', ');
  throw new UsageError(`These event source mappings are not ${isOn ? 'on' : 'off'} yet: ${told}.`);
}
