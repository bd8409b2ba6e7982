/**
 * Composes the dependencies of functions that CloudFormation calls: SSM parameters and the time. They have no access to
 * the table.
 */
import type { Deployment } from '../custom-resource-function.ts';
import { readDeployEnvironment } from '../environment.ts';
import { tokenKeysDeployment } from '../token-keys-resource.ts';
import { openParameters } from './ssm-parameters.ts';
import { wallClock } from './system-clock.ts';

export function composedTokenKeys(): Deployment {
  const { keyParameters } = readDeployEnvironment();
  return tokenKeysDeployment(openParameters(), keyParameters, wallClock);
}
