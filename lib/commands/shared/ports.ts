/** The port that a command listens at. */
import { wholeNumber } from '../../cli/read-options.ts';
import { UsageError } from '../../cli/usage-error.ts';

export const readPort = (text: string): number => wholeNumber('--port', text, { min: 0, max: 65_535 });

/** Returns a handler for the failure to listen at the port. */
export const refusePort =
  (port: number) =>
  ({ code }: NodeJS.ErrnoException): never => {
    throw new UsageError(
      `Port ${port} is not available (${code}): choose another one with --port, or 0 for a free one.`,
    );
  };
