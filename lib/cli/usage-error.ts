/** A mistake in how a command was called, or in its surroundings: not a bug. The message says what is wrong and what to do. */
export class UsageError extends Error {}
