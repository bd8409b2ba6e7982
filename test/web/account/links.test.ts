/** The links of mails, and the addresses to which visitors return. */
import { describe, expect, it } from 'vitest';
import { LINK_PURPOSES as ALL } from '../../../lib/domain/links.ts';
import { safeAddress } from '../../../web/api/return-address.ts';
import { LINK_PURPOSES, parseLink } from '../../../web/features/account/mail-link.ts';

describe('the link of a mail', () => {
  it('has one of the purposes of the service', () => {
    expect([...LINK_PURPOSES].sort()).toEqual([...ALL].sort());
  });

  it('is parsed into purpose and token', () => {
    expect(parseLink('#verify=eyJ.a.b')).toEqual({ purpose: 'verify', token: 'eyJ.a.b' });
    for (const hash of ['', '#', '#verify', '#verify=', '#other=x']) expect(parseLink(hash)).toBeUndefined();
  });
});

describe('the address after signing in', () => {
  it('is followed inside the app', () => {
    expect(safeAddress('/events/evt_1/seats?a=b', '/events')).toBe('/events/evt_1/seats?a=b');
  });

  it.each([
    '//evil.example',
    '/\t/evil.example',
    '/\n\\evil.example',
    '/\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '',
    null,
    undefined,
  ])('is not followed to another site: %s', address => expect(safeAddress(address, '/events')).toBe('/events'));
});
