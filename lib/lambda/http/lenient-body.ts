/** Bodies as limits read them, before they are validated. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { BODY_BYTES_MAX } from '../../domain/limits.ts';

/** The JSON of a small body; undefined if it has none. Validation says what is wrong with it. */
export function jsonOf({ body = '', isBase64Encoded }: APIGatewayProxyEventV2): unknown {
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > BODY_BYTES_MAX) return undefined;
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
