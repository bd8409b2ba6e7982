/** The log port on Powertools' logger: JSON lines with the request id, and neither request content, secrets nor people. */
import { Logger } from '@aws-lambda-powertools/logger';
import type { Log } from '../../ports/observability.ts';
import type { Environment } from '../environment.ts';
import { redacted, redactedText } from './redaction.ts';

export function createLog(level: Environment['logLevel']): Log {
  const logger = new Logger({ serviceName: 'holdfast', logLevel: level });
  const writer =
    (severity: keyof Log): Log['info'] =>
    (message, fields = {}) => {
      // What nobody would read is not made fit to be read either.
      if (!isHeard(severity, level)) return;
      logger[severity](redactedText(message), redactedFields(fields));
    };
  return { info: writer('info'), warn: writer('warn'), error: writer('error') };
}

/** Never throws: a failure while a failure is written would take the answer with it, and Lambda would log it whole. */
function redactedFields(fields: Record<string, unknown>): Record<string, unknown> {
  try {
    return redacted(fields) as Record<string, unknown>;
  } catch {
    return { fields: 'could not be read' };
  }
}

const LEVELS: Environment['logLevel'][] = ['DEBUG', 'INFO', 'WARN', 'ERROR', 'SILENT'];
const isHeard = (severity: keyof Log, level: Environment['logLevel']): boolean =>
  LEVELS.indexOf(severity.toUpperCase() as Environment['logLevel']) >= LEVELS.indexOf(level);
