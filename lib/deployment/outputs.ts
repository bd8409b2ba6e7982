/** The names of the stack's outputs that commands read. */

/** `test` or `production`. */
export const STAGE_KIND_OUTPUT = 'StageKind';
