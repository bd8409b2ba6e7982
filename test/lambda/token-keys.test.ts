/** How a function gets its token keys: from a variable on a laptop, or from parameters on Lambda. */
import { describe, expect, it } from 'vitest';
import { openKeys, openTicketCodes } from '../../lib/lambda/compose/token-keys.ts';
import { readDeployEnvironment, readHttpEnvironment } from '../../lib/lambda/environment.ts';
import { secretOf } from '../../lib/tokens/key-ring.ts';
import { signTicketCode, verifyTicketCode } from '../../lib/tokens/ticket-codes.ts';
import { generateTicketKeys, type SigningKey, ticketKeySetOf } from '../../lib/tokens/ticket-keys.ts';
import { generateTokenKeys, verificationKeysOf } from '../../lib/tokens/token-keys.ts';

const KEYS = await generateTokenKeys();
const JSON_OF_KEYS = JSON.stringify(KEYS);
const REST = { HOLDFAST_TABLE: 'table', HOLDFAST_STAGE_KIND: 'test', HOLDFAST_LOG_LEVEL: 'SILENT' };
const read = (variables: NodeJS.ProcessEnv) => readHttpEnvironment({ ...REST, ...variables }).tokenKeys;

const TICKETS = await generateTicketKeys();
const JSON_OF_TICKETS = JSON.stringify(TICKETS);
const TOKENS = { HOLDFAST_TOKEN_KEYS: '{}' };

describe('the ticket keys of a function', () => {
  const FACTS = {
    claimId: '7c1mz5q0xk4wr9t2ydb8hv6ne',
    number: 1,
    eventId: 'evt_4jyk2wq7mdz8r0ctx5n1vbh3g',
    version: 1,
  };
  const ticketKeysIn = (variables: NodeJS.ProcessEnv) =>
    readHttpEnvironment({ ...REST, ...TOKENS, ...variables }).ticketKeys;
  const warnings: string[] = [];
  const log = { warn: (message: string) => warnings.push(message) };
  const SOURCE = { secretParameter: '/secret', publicParameter: '/public' };
  /** Opens the codes over these parameters, and tells which were read. */
  function opened(parameters: Record<string, string>) {
    const reads: string[] = [];
    const readParameter = async (name: string) => {
      reads.push(name);
      return parameters[name];
    };
    return { reads, codes: openTicketCodes(SOURCE, { readParameter, stopwatch: () => 0, log }) };
  }

  it('are the secret itself, the names of both parameters, or none', () => {
    expect(ticketKeysIn({ HOLDFAST_TICKET_KEYS: '{}' })).toEqual({ json: '{}' });
    const names = {
      HOLDFAST_TICKET_KEYS_PARAMETER: '/secret',
      HOLDFAST_TICKET_VERIFICATION_KEYS_PARAMETER: '/public',
    };
    expect(ticketKeysIn(names)).toEqual(SOURCE);
    expect(ticketKeysIn({})).toBeUndefined();
    expect(() => ticketKeysIn({ HOLDFAST_TICKET_KEYS_PARAMETER: '/secret' })).toThrow(
      'HOLDFAST_TICKET_VERIFICATION_KEYS_PARAMETER is missing',
    );
  });

  it('never come from a variable on Lambda', () => {
    expect(() =>
      readHttpEnvironment({
        ...REST,
        AWS_LAMBDA_FUNCTION_NAME: 'tickets',
        HOLDFAST_VERIFICATION_KEYS_PARAMETER: '/public',
        HOLDFAST_TICKET_KEYS: JSON_OF_TICKETS,
      }),
    ).toThrow(/^the environment variable HOLDFAST_TICKET_KEYS is for a laptop/);
  });

  it('verify without the secret, so that the doors do not depend on it', async () => {
    const { codes, reads } = opened({ '/public': JSON.stringify(ticketKeySetOf(TICKETS)) });
    const code = await signTicketCode(FACTS, TICKETS.signing[0] as SigningKey);
    expect(await codes.verify(code)).toEqual({ facts: FACTS });
    expect((await codes.publicKeys()).map(({ kid }) => kid)).toEqual([TICKETS.signing[0]?.kid]);
    expect(reads).toEqual(['/public']);
    await expect(codes.sign(FACTS, 0)).rejects.toMatchObject({ code: 'busy' });
    expect(warnings).toContain('the ticket keys could not be read');
  });

  it('sign by the secret, and a damaged parameter is busy and not a wrong code', async () => {
    const { codes } = opened({ '/secret': JSON_OF_TICKETS, '/public': '{"keys":[]}' });
    expect(await verifyTicketCode(await codes.sign(FACTS, 0), ticketKeySetOf(TICKETS))).toEqual({ facts: FACTS });
    await expect(codes.verify(await codes.sign(FACTS, 0))).rejects.toMatchObject({ code: 'busy' });
  });

  it('are missed by a function that has none, whose request then fails as a bug', async () => {
    const codes = openTicketCodes(undefined, { readParameter: async () => undefined, stopwatch: () => 0, log });
    for (const asked of [codes.sign(FACTS, 0), codes.verify(''), codes.publicKeys()]) {
      await expect(asked).rejects.toThrow('only the area that signs tickets has the ticket keys');
    }
  });
});

describe('the keys of a function', () => {
  it('are the secret itself, or the name of one of two parameters', () => {
    expect(read({ HOLDFAST_TOKEN_KEYS: '{}' })).toEqual({ json: '{}' });
    expect(read({ HOLDFAST_TOKEN_KEYS_PARAMETER: '/secret' })).toEqual({ secretParameter: '/secret' });
    expect(read({ HOLDFAST_VERIFICATION_KEYS_PARAMETER: '/public' })).toEqual({ publicParameter: '/public' });
  });

  it('are required: the error names the missing variable', () => {
    expect(() => read({})).toThrow('HOLDFAST_VERIFICATION_KEYS_PARAMETER is missing');
    expect(() => readDeployEnvironment({ HOLDFAST_TOKEN_KEYS_PARAMETER: '/secret' })).toThrow(
      'HOLDFAST_VERIFICATION_KEYS_PARAMETER is missing',
    );
  });

  it('never come from a variable on Lambda, and the error does not repeat them', () => {
    const deployed = { AWS_LAMBDA_FUNCTION_NAME: 'holds', HOLDFAST_TOKEN_KEYS_PARAMETER: '/secret' };
    expect(() => read({ ...deployed, HOLDFAST_TOKEN_KEYS: JSON_OF_KEYS })).toThrow(
      /^the environment variable HOLDFAST_TOKEN_KEYS is for a laptop: remove it, and name a parameter instead$/,
    );
    expect(read(deployed)).toEqual({ secretParameter: '/secret' });
  });

  it('include their public half if they are the secret itself', async () => {
    const world = {
      readParameter: async () => undefined,
      clock: () => 0,
      stopwatch: () => 0,
      log: { warn: () => undefined },
    };
    const ring = openKeys({ json: JSON_OF_KEYS }, world);
    expect((await ring.known()).verification).toEqual(verificationKeysOf(KEYS));
    expect(await secretOf(ring)).toEqual(KEYS);
    expect(() => openKeys({ json: 'secret' }, world)).toThrow('npm run token-keys');
  });
});
