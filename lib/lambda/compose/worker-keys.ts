/** The ticket keys of a worker. Only bundles of workers that sign tickets include this file. */
export { openTicketCodes } from './token-keys.ts';
