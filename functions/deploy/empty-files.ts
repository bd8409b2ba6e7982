/** At the end of a test stage: removes the files of its bucket. */
import { composedFiles } from '../../lib/lambda/compose/files-resource.ts';
import { deployFunction } from '../../lib/lambda/custom-resource-function.ts';
import { createLog } from '../../lib/lambda/observe/log.ts';

export const handler = deployFunction(composedFiles, createLog('INFO'));
