/** During a deployment: puts the files of the web app into their bucket. */
import { composedWeb } from '../../lib/lambda/compose/web-resource.ts';
import { deployFunction } from '../../lib/lambda/custom-resource-function.ts';
import { createLog } from '../../lib/lambda/observe/log.ts';

export const handler = deployFunction(composedWeb, createLog('INFO'));
