/** Switches event source mappings on or off, and waits until all have changed. A failure of one does not stop the others. */
import { UsageError } from '../../cli/usage-error.ts';
import type { Switches } from './switches.ts';

/** A mapping takes up to a minute to change, and refuses other changes meanwhile. */
const CHECKS_MAX = 60;
const CHECK_EVERY_MS = 5_000;
const RETRYABLE = /InUse|TooManyRequests|Throttl|Conflict|Timeout/;

export interface MappingSwitches {
  switches: Pick<Switches, 'setMapping' | 'isMappingOn'>;
  pause(ms: number): Promise<unknown>;
}

export async function setMappings({ switches, pause }: MappingSwitches, ids: string[], isOn: boolean): Promise<void> {
  const requested = new Set<string>();
  /** The mappings that have not changed yet, with the reason. */
  const left = new Map(ids.map(id => [id, 'it takes longer than usual']));
  const refused = new Set<string>();
  const advance = async (id: string): Promise<void> => {
    try {
      const state = await switches.isMappingOn(id);
      if (state === isOn) left.delete(id);
      if (state === undefined || state === isOn || requested.has(id)) return;
      await switches.setMapping(id, isOn);
      requested.add(id);
    } catch (error) {
      const { name, message } = error as Error;
      left.set(id, message);
      if (!RETRYABLE.test(`${name} ${message}`)) refused.add(id);
    }
  };
  for (let checks = 1; checks <= CHECKS_MAX; checks++) {
    const waiting = [...left.keys()].filter(id => !refused.has(id));
    if (waiting.length === 0) break;
    if (checks > 1) await pause(CHECK_EVERY_MS);
    for (const id of waiting) await advance(id);
  }
  if (left.size === 0) return;
  const list = [...left].map(([id, reason]) => `${id} (${reason})`).join(', ');
  throw new UsageError(`These event source mappings are not ${isOn ? 'on' : 'off'} yet: ${list}.`);
}
