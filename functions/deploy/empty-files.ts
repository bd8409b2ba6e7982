/** At the end of a test stage: removes the files of its bucket. */
import { composedFilesDeployment } from '../../lib/lambda/compose/custom-resources.ts';
import { deployFunction } from '../../lib/lambda/custom-resource-function.ts';
import { createLog } from '../../lib/lambda/observe/log.ts';

export const handler = deployFunction(composedFilesDeployment, createLog('INFO'));
