/** Reads the address of the fault proxy's target. */
import { UsageError } from '../../cli/usage-error.ts';
import type { AddressSource } from '../../local/database/require-dynamodb.ts';
import { isOfAws } from '../../local/settings.ts';

export function readTarget(text: string): URL {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`--target must be an address such as http://127.0.0.1:8000, but is "${text}".`);
  }
  if (!isOfAws(url)) return url;
  throw new UsageError(
    '--target names AWS, which refuses forwarded requests because their signatures are for another host. Use DynamoDB Local or npm run engine.',
  );
}

/** Where the address comes from, for the messages of `requireDynamoDb`. */
export const sourceOf = ({ port }: URL): AddressSource => ({
  named: '--target',
  instead: `Start one there: npm run engine -- --port ${port || '8000'}`,
});
