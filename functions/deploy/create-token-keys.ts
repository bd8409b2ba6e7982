/** With the stack: makes the keys of tokens where there are none, and publishes their public half. */
import { composedTokenKeys } from '../../lib/lambda/compose/custom-resources.ts';
import { deployFunction } from '../../lib/lambda/custom-resource-function.ts';
import { createLog } from '../../lib/lambda/observe/log.ts';

export const handler = deployFunction(composedTokenKeys, createLog('INFO'));
