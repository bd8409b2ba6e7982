/** The one rule for e-mail addresses, and the form in which accounts have them. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { email, newEmail } from '../../lib/contract/email-address.ts';
import { parseEmail } from '../../lib/domain/email.ts';

const { pattern = '', maxLength = 0 } = z.toJSONSchema(newEmail, { io: 'input' });
const isDocumented = (typed: string): boolean => typed.length <= maxLength && new RegExp(pattern, 'u').test(typed);

describe('an address', () => {
  it.each([
    ['Anna@Example.ORG', 'anna@example.org'],
    ['anna@münchen.example', 'anna@xn--mnchen-3ya.example'],
    ['anna@MÜNCHEN.example', 'anna@xn--mnchen-3ya.example'],
    ['anna@mu\u0308nchen.example', 'anna@xn--mnchen-3ya.example'],
    ['Anna@XN--MNCHEN-3YA.example', 'anna@xn--mnchen-3ya.example'],
    ['anna@münchen。example', 'anna@xn--mnchen-3ya.example'],
    ['anna@straße.example', 'anna@xn--strae-oqa.example'],
    ['user@例子.广告', 'user@xn--fsqu00a.xn--4rr70v'],
    ['user@ｅｘａｍｐｌｅ.org', 'user@example.org'],
    ["o'hare+tag@x-y.example", "o'hare+tag@x-y.example"],
    ['a@b', 'a@b'],
  ])('%s is that of the account %s', (typed, stored) => {
    expect(newEmail.parse(typed)).toBe(stored);
    expect(email.parse(stored)).toBe(stored);
    expect(isDocumented(typed)).toBe(true);
  });

  it.each([
    ['', 'must be an e-mail address, such as anna@example.org'],
    ['anna', 'must be an e-mail address, such as anna@example.org'],
    ['anna@', 'must be an e-mail address, such as anna@example.org'],
    ['@example.org', 'must be an e-mail address, such as anna@example.org'],
    ['a b@example.org', 'must be an e-mail address, such as anna@example.org'],
    ['a@b@example.org', 'must be an e-mail address, such as anna@example.org'],
    [' anna@example.org', 'must be an e-mail address, such as anna@example.org'],
    ['anna@example.org.', 'must be an e-mail address, such as anna@example.org'],
    ['anna@-x.example', 'must be an e-mail address, such as anna@example.org'],
    ['anna@x..example', 'must be an e-mail address, such as anna@example.org'],
    ['anna@x_y.example', 'must be an e-mail address, such as anna@example.org'],
    ['anna@ü%2eexample', 'must be an e-mail address, such as anna@example.org'],
    ['anna@m\u00adünchen.example', 'must be an e-mail address, such as anna@example.org'],
    [`anna@${'x'.repeat(64)}.example`, 'must be an e-mail address, such as anna@example.org'],
    ['änna@example.org', 'must have only ASCII characters before the @'],
    ['用户@example.org', 'must have only ASCII characters before the @'],
  ])('must have the form of one: %j', (typed, message) => {
    expect(newEmail.safeParse(typed).error?.issues.map(issue => issue.message)).toEqual([message]);
    expect(isDocumented(typed)).toBe(false);
  });

  it.each([
    'anna@１２７.1',
    'anna@٠.example',
    'anna@xn--ü.example',
    `anna@${'ü'.repeat(60)}.example`,
    'anna@1א.example',
  ])('must have a domain with an ASCII form: %s', typed => {
    expect(parseEmail(typed)).toEqual({ fault: 'has a domain without a valid ASCII form' });
  });

  const domainOf = (length: number): string => `${'x.'.repeat(150)}example`.slice(-length).replace(/^\./, 'x');
  it('has at most 254 characters, with its domain in ASCII', () => {
    expect(newEmail.safeParse(`a@${domainOf(252)}`).success).toBe(true);
    expect(newEmail.safeParse(`a@${domainOf(253)}`).success).toBe(false);
    const long = `a@${'ü.'.repeat(80)}example`;
    expect(parseEmail(long)).toEqual({ fault: 'must have at most 254 characters, with its domain in ASCII' });
  });

  it('of a new account has at most 64 characters before the @; accounts of earlier versions may have more', () => {
    expect(newEmail.safeParse(`${'a'.repeat(64)}@example.org`).success).toBe(true);
    expect(newEmail.safeParse(`${'a'.repeat(65)}@example.org`).success).toBe(false);
    expect(email.parse(`${'a'.repeat(65)}@example.org`)).toBe(`${'a'.repeat(65)}@example.org`);
  });

  it('of a megabyte is refused at once', () => {
    const began = performance.now();
    for (const part of ['a', 'a@', 'x.', 'ü-'])
      expect(newEmail.safeParse(`a@${part.repeat(500_000)}`).success).toBe(false);
    expect(performance.now() - began).toBeLessThan(500);
  });
});
