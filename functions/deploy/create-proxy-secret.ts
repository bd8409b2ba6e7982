/** During a deployment: makes the secret by which CloudFront proves itself to the API. */
import { secureBytes } from '../../lib/lambda/compose/system-clock.ts';
import { deployFunction } from '../../lib/lambda/custom-resource-function.ts';
import { createLog } from '../../lib/lambda/observe/log.ts';
import { proxySecretDeployment } from '../../lib/lambda/proxy-secret-resource.ts';

export const handler = deployFunction(() => proxySecretDeployment(secureBytes), createLog('INFO'));
