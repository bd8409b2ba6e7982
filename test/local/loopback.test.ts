/** The addresses on which DynamoDB Local listens, and the origins from which pages may call it. */
import { expect, inject, test } from 'vitest';
import { isListening } from '../../lib/local/database/dynamodb-local.ts';

test('DynamoDB Local listens on 127.0.0.1 only', async () => {
  const port = Number(new URL(inject('dynamodbEndpoint')).port);
  expect(await isListening(port)).toBe(true);
  // 127.0.0.2 is another address of the same machine. A server that listens on all addresses accepts connections to it.
  expect(await isListening(port, '127.0.0.2')).toBe(false);
});

test('DynamoDB Local refuses calls from pages of other origins', async () => {
  const endpoint = inject('dynamodbEndpoint');
  const allowedFor = async (origin: string) => {
    const headers = {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'x-amz-target',
    };
    const preflight = await fetch(endpoint, { method: 'OPTIONS', headers });
    return preflight.headers.get('access-control-allow-origin');
  };
  expect(await allowedFor(endpoint)).toBe(endpoint);
  expect(await allowedFor('https://elsewhere.example')).toBeNull();
});
