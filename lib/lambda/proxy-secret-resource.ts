/**
 * The secret of a stage's CloudFront as a resource of the stack. CloudFormation keeps the attributes, so the same secret stays until
 * the resource is asked to change. The id of the resource has the digest, by which the secret before stays known after a change.
 */
import { hash } from 'node:crypto';
import type { Deployment, Made } from './custom-resource-function.ts';

const PREFIX = 'proxy-secret-';
const SECRET_BYTES = 32;

/** `bytes` returns random bytes for a secret. */
export function proxySecretDeployment(bytes: (count: number) => Buffer): Deployment {
  const make = (previousId?: string): Made => madeOf(bytes(SECRET_BYTES).toString('hex'), previousId);
  return {
    physicalId: PREFIX,
    change: { Create: async () => make(), Update: async previousId => make(previousId), Delete: async () => {} },
    async answer() {
      throw new Error('only CloudFormation calls this function');
    },
  };
}

function madeOf(secret: string, previousId = ''): Made {
  const digest = hash('sha256', secret);
  const before = previousId.startsWith(PREFIX) ? previousId.slice(PREFIX.length) : '';
  return {
    physicalId: `${PREFIX}${digest}`,
    attributes: { secret, digests: [digest, before].filter(Boolean).join(',') },
  };
}
