/** Composes what functions need that CloudFormation starts: parameters by name, and the time. They see no table. */
import type { Deployment } from './deploy-function.ts';
import { readDeployEnvironment } from './environment.ts';
import { openParameters } from './parameters.ts';
import { tokenKeysDeployment } from './token-keys-deployment.ts';

export function composedTokenKeys(): Deployment {
  const { keyParameters } = readDeployEnvironment();
  return tokenKeysDeployment(openParameters(), keyParameters, Date.now);
}
