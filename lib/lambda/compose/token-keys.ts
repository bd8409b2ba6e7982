/** The token keys and the ticket keys of a function, from the place that its environment names. */
import type { Log } from '../../ports/observability.ts';
import type { TicketCodes } from '../../ports/tickets.ts';
import { fixedKeys, type KeyRing, type Keys, readKeys, unchangingKeys } from '../../tokens/key-ring.ts';
import { createTicketCodes } from '../../tokens/ticket-codes.ts';
import { parseTicketKeySet, parseTicketKeys, ticketKeySetOf } from '../../tokens/ticket-keys.ts';
import { inOrderOfUse, parseTokenKeys, parseVerificationKeys, verificationKeysOf } from '../../tokens/token-keys.ts';
import type { KeySource, TicketKeySource } from '../environment.ts';
import type { ReadParameter } from './parameter-reader.ts';

interface Surroundings {
  readParameter: ReadParameter;
  /** Epoch ms; decides which keys are in use. */
  clock: () => number;
  /** Measures the age of the keys that were read. */
  stopwatch: () => number;
  log: Pick<Log, 'warn'>;
}

export function openKeys(source: KeySource, { readParameter, clock, ...surroundings }: Surroundings): KeyRing {
  if ('json' in source) return fixedKeys(parseTokenKeys(source.json));
  const read = (name: string) => requireParameter(readParameter, name);
  if ('secretParameter' in source) {
    return readKeys(async () => secretKeysIn(await read(source.secretParameter), clock()), surroundings);
  }
  return readKeys(
    async () => ({ verification: parseVerificationKeys(await read(source.publicParameter)) }),
    surroundings,
  );
}

/** The codes of tickets. Only the area that signs tickets has their keys; another function that asks for them has a bug. */
export function openTicketCodes(
  source: TicketKeySource | undefined,
  { readParameter, ...surroundings }: Omit<Surroundings, 'clock'>,
): TicketCodes {
  if (!source) {
    const missing = async (): Promise<never> => {
      throw new Error('only the area that signs tickets has the ticket keys: see rights.ts');
    };
    return { sign: missing, verify: missing, signRevocations: missing, publicKeys: missing };
  }
  if ('json' in source) {
    const secret = parseTicketKeys(source.json);
    return createTicketCodes({ signing: unchangingKeys(secret), verification: unchangingKeys(ticketKeySetOf(secret)) });
  }
  const { secretParameter, publicParameter } = source;
  const read = (name: string) => requireParameter(readParameter, name);
  return createTicketCodes({
    signing: readKeys(
      async () => parseTicketKeys(await read(secretParameter)),
      surroundings,
      'the ticket keys could not be read',
    ),
    verification: readKeys(
      async () => parseTicketKeySet(await read(publicParameter)),
      surroundings,
      'the public ticket keys could not be read',
    ),
  });
}

async function requireParameter(readParameter: ReadParameter, name: string): Promise<string> {
  const value = await readParameter(name);
  if (value === undefined) throw new Error(`there is no parameter ${name}: deploy the stack, which makes it`);
  return value;
}

function secretKeysIn(json: string, now: number): Keys {
  const secret = inOrderOfUse(parseTokenKeys(json), now);
  return { secret, verification: verificationKeysOf(secret) };
}
