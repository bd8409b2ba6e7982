/** How a function gets its token keys: from a variable on a laptop, or from parameters on Lambda. */
import { describe, expect, it } from 'vitest';
import { openKeys } from '../../lib/lambda/compose/token-keys.ts';
import { readDeployEnvironment, readHttpEnvironment } from '../../lib/lambda/environment.ts';
import { secretOf } from '../../lib/tokens/key-ring.ts';
import { generateTokenKeys, verificationKeysOf } from '../../lib/tokens/token-keys.ts';

const KEYS = await generateTokenKeys();
const JSON_OF_KEYS = JSON.stringify(KEYS);
const REST = { HOLDFAST_TABLE: 'table', HOLDFAST_STAGE_KIND: 'test', HOLDFAST_LOG_LEVEL: 'SILENT' };
const read = (variables: NodeJS.ProcessEnv) => readHttpEnvironment({ ...REST, ...variables }).tokenKeys;

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
