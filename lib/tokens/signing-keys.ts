/** Makes and reads the key set that signs access tokens: JSON of private JWKs, a secret that code never contains. */
import { exportJWK, generateKeyPair } from 'jose';
import type { SigningKeys } from './access-tokens.ts';

/** A set of one new ES256 key. */
export async function generateSigningKeys(kid: string): Promise<SigningKeys> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { keys: [{ ...(await exportJWK(privateKey)), kid }] };
}

/** Parses a configured key set; says what is wrong without repeating any of it. */
export function parseSigningKeys(json: string): SigningKeys {
  try {
    const parsed = JSON.parse(json) as SigningKeys;
    if (Array.isArray(parsed.keys) && parsed.keys.every(key => key.kty === 'EC' && key.kid && key.d)) return parsed;
  } catch {
    // Falls through: the parser's message would quote the secret.
  }
  throw new Error(
    'the signing keys are not a JSON set of private EC keys with kid: make one with `npm run signing-keys`',
  );
}
