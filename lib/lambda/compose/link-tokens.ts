/** The tokens of links over the keys of a function, from the place that its environment names. */
import type { LinkTokens } from '../../ports/links.ts';
import type { Log } from '../../ports/observability.ts';
import type { Table } from '../../table/table.ts';
import { readKeys, unchangingKeys } from '../../tokens/key-ring.ts';
import { parseLinkKeys } from '../../tokens/link-keys.ts';
import { createLinkTokens } from '../../tokens/link-tokens.ts';
import type { LinkKeySource } from '../environment.ts';
import { createParameterReader } from './parameter-reader.ts';

/** The functions that make or read links have their keys; another function that asks for them has a bug. */
export function openLinkTokens(
  source: LinkKeySource | undefined,
  { log, table }: { log: Pick<Log, 'warn'>; table: Table },
): LinkTokens {
  if (!source) {
    const missing = async (): Promise<never> => {
      throw new Error('only functions that make or read links have their keys: see rights.ts');
    };
    return { sign: missing, verify: missing };
  }
  if ('json' in source) return createLinkTokens(unchangingKeys(parseLinkKeys(source.json)));
  const readParameter = createParameterReader(table.documents.config, table.clock);
  const read = async () => {
    const json = await readParameter(source.secretParameter);
    if (json === undefined) {
      throw new Error(`there is no parameter ${source.secretParameter}: deploy the stack, which makes it`);
    }
    return parseLinkKeys(json);
  };
  return createLinkTokens(readKeys(read, { log, stopwatch: table.clock.stopwatch }, 'the link keys could not be read'));
}
