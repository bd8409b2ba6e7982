/** A mistake of the machine or of how it was asked, not of the code: its message is one sentence for a person to act on. */
export class UsageError extends Error {}
