/** The secret by which CloudFront proves itself: made once, known by its digest, and the one before is known during a change. */
import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { clientAddress, PROXY_SECRET_HEADER, parseSecretDigests } from '../../lib/contract/addresses.ts';
import { secureBytes } from '../../lib/lambda/compose/system-clock.ts';
import type { Made } from '../../lib/lambda/custom-resource-function.ts';
import { proxySecretDeployment } from '../../lib/lambda/proxy-secret-resource.ts';

const { change } = proxySecretDeployment(secureBytes);
const create = async (): Promise<Made> => (await change.Create()) as Made;
const replace = async ({ physicalId }: Made): Promise<Made> => (await change.Update(physicalId)) as Made;

/** A request as CloudFront sends it to the API: it puts the address of its caller behind what the caller has sent. */
const EDGE = '130.176.0.1';
const through = (secret: string | undefined, forwarded: string) => ({
  headers: { 'x-forwarded-for': forwarded, ...(secret && { [PROXY_SECRET_HEADER]: secret }) },
  sourceIp: EDGE,
});

describe('the secret of CloudFront', () => {
  it('has 32 random bytes, and its digest in the id of the resource', async () => {
    const [one, another] = [await create(), await create()];
    expect(one.attributes.secret).toMatch(/^[0-9a-f]{64}$/);
    expect(one.attributes.secret).not.toBe(another.attributes.secret);
    expect(one.attributes.digests).toBe(hash('sha256', one.attributes.secret as string));
    expect(one.physicalId).toBe(`proxy-secret-${one.attributes.digests}`);
    expect(one.physicalId).not.toContain(one.attributes.secret);
  });

  it('is accepted beside its successor, until CloudFront sends that everywhere', async () => {
    const before = await create();
    const after = await replace(before);
    const digests = parseSecretDigests(after.attributes.digests as string);
    for (const { attributes } of [before, after]) {
      expect(clientAddress(through(attributes.secret, `198.51.100.7, ${EDGE}`), digests)).toBe('198.51.100.7');
    }
    const last = await replace(after);
    const later = parseSecretDigests(last.attributes.digests as string);
    expect(clientAddress(through(before.attributes.secret, `198.51.100.7, ${EDGE}`), later)).toBe(EDGE);
  });
});

describe('a caller behind CloudFront', () => {
  it('counts by the last address but one, whatever it has sent itself', async () => {
    const { attributes } = await create();
    const digests = parseSecretDigests(attributes.digests as string);
    const address = (forwarded: string) => clientAddress(through(attributes.secret, forwarded), digests);
    expect(address(`198.51.100.7, ${EDGE}`)).toBe('198.51.100.7');
    expect(address(`203.0.113.1, 192.0.2.9, 198.51.100.7, ${EDGE}`)).toBe('198.51.100.7');
    // Even the address of the edge server itself, or the address of somebody else behind it, gives nothing.
    expect(address(`${EDGE}, 198.51.100.7, ${EDGE}`)).toBe('198.51.100.7');
    expect(address(`2001:db8::7, ${EDGE}`)).toBe('2001:db8::7');
  });

  it('cannot choose its address at the own address of the API, where it does not know the secret', async () => {
    const digests = parseSecretDigests((await create()).attributes.digests as string);
    for (const secret of [undefined, '', 'guessed', digests[0], (await create()).attributes.secret]) {
      expect(clientAddress(through(secret, `198.51.100.7, ${EDGE}`), digests)).toBe(EDGE);
    }
  });
});
