/** The role of an account of a stage: its stack names the tables. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { grantRole } from '../../lib/commands/grant-role.ts';

const ROOT = join(import.meta.dirname, '../..');
const ADMIN = { email: 'ada@example.com', role: 'admin' };
afterEach(() => vi.unstubAllEnvs());

it('is given in the stage that --stage names, and says in one sentence if AWS cannot be asked', async () => {
  vi.stubEnv('AWS_REGION', undefined);
  vi.stubEnv('AWS_DEFAULT_REGION', undefined);
  vi.stubEnv('AWS_CONFIG_FILE', '/nowhere');
  await expect(grantRole({ stage: 'dev', ...ADMIN }, {})).rejects.toThrow(
    'No Region is configured. Set AWS_REGION to the Region of the stack.',
  );
});

it('is not given in a stage while DYNAMODB_ENDPOINT names a local DynamoDB', async () => {
  await expect(grantRole({ stage: 'dev', ...ADMIN }, { DYNAMODB_ENDPOINT: 'http://127.0.0.1:1' })).rejects.toThrow(
    'DYNAMODB_ENDPOINT names a local DynamoDB, but --stage dev is on AWS. Unset it.',
  );
});

it('is refused with one name of three tables, which the documented command used to set', async () => {
  const oneName = { stage: undefined, ...ADMIN };
  await expect(grantRole(oneName, { HOLDFAST_TABLE: 'Holdfast-dev' })).rejects.toThrow('names only the sales table');
  const pages = readdirSync(join(ROOT, 'docs')).filter(name => name.endsWith('.md'));
  const documented = pages.map(name => readFileSync(join(ROOT, 'docs', name), 'utf8')).join('');
  expect(documented).not.toContain('HOLDFAST_TABLE=<');
});
