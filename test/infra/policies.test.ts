import { describe, expect, test } from 'vitest';
import { describePolicies, readPolicies } from './policies.ts';

describe.each(['dev', 'prod'] as const)('the policies of %s', name => {
  const policies = readPolicies(name);

  test('are those that a reviewer has read', async () => {
    await expect(describePolicies(policies, { name })).toMatchFileSnapshot(`policies.${name}.txt`);
  });
});
