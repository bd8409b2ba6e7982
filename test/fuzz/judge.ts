/** Judges an answer by the document: its status, its problem code, its body and its headers are declared. */
import { SECURITY_HEADERS } from '../../lib/lambda/http/security-headers.ts';
import type { Answer } from '../local/serving.ts';
import { faultOfBody, type Operation } from './document.ts';

/** Headers of HTTP itself, which the document does not repeat at each answer. */
const USUAL = new Set([
  ...Object.keys(SECURITY_HEADERS),
  'date',
  'connection',
  'keep-alive',
  'content-length',
  'content-type',
  'content-encoding',
  'transfer-encoding',
  'vary',
  'x-request-id',
]);
/** These 5xx are answers, not faults: the simulated gateway is unavailable on request, and this table has no demonstration data. */
const MEANT = new Set(['payment-unavailable', 'unavailable']);

/** Returns what is wrong with the answer. */
export function faultsOf(operation: Operation, method: string, { status, headers, text }: Answer): string[] {
  const declared = operation.responses[status];
  if (!declared) return [`the status ${status} is not declared`];
  const faults: string[] = [];
  for (const name of Object.keys(headers)) {
    if (USUAL.has(name) || Object.keys(declared.headers ?? {}).some(known => known.toLowerCase() === name)) continue;
    faults.push(`the header ${name} of ${status} is not declared`);
  }
  if (method === 'HEAD') return text === '' ? faults : [...faults, 'the answer to HEAD has a body'];
  const type = String(headers['content-type'] ?? '').split(';')[0] ?? '';
  if (text === '') return declared.content ? [...faults, `the body of ${status} is missing`] : faults;
  if (!declared.content?.[type]) return [...faults, `the type ${type} of ${status} is not declared`];
  if (!/json$/.test(type)) return faults;
  const body = JSON.parse(text) as { code?: string; status?: string };
  if (status >= 500 && !MEANT.has(body.code ?? body.status ?? '')) faults.push(`${status} ${body.code}`);
  const fault = faultOfBody(operation, String(status), type, body);
  return fault === undefined ? faults : [...faults, `the body of ${status} is not as declared: ${fault}`];
}
