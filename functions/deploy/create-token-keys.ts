/** With the stack: makes the keys of tokens where there are none, and publishes their public half. */
import { composedTokenKeys } from '../../lib/lambda/compose-deployment.ts';
import { deployFunction } from '../../lib/lambda/deploy-function.ts';
import { createLog } from '../../lib/lambda/log.ts';

export const handler = deployFunction(composedTokenKeys, createLog('INFO'));
