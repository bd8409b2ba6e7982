/** Composes what functions need that CloudFormation starts: parameters by name, and the time. They see no table. */
import type { Deployment } from '../custom-resource-function.ts';
import { readDeployEnvironment } from '../environment.ts';
import { tokenKeysDeployment } from '../token-keys-resource.ts';
import { openParameters } from './ssm-parameters.ts';
import { wallClock } from './system-clock.ts';

export function composedTokenKeys(): Deployment {
  const { keyParameters } = readDeployEnvironment();
  return tokenKeysDeployment(openParameters(), keyParameters, wallClock);
}
