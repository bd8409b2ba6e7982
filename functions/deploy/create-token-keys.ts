/** During a deployment: makes the token keys if there are none, and publishes their public half. */
import { composedTokenKeys } from '../../lib/lambda/compose/custom-resources.ts';
import { deployFunction } from '../../lib/lambda/custom-resource-function.ts';
import { createLog } from '../../lib/lambda/observe/log.ts';

export const handler = deployFunction(composedTokenKeys, createLog('INFO'));
