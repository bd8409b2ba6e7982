/** The versions of an event of which a caller expects one, before it is changed. */

/** `any`: the event only has to exist. Undefined: the caller expects nothing. */
export type ExpectedVersions = 'any' | readonly number[] | undefined;

/** Whether the caller expects one of these versions. */
export const isExpected = (expected: ExpectedVersions, ...versions: number[]): boolean =>
  expected === undefined || expected === 'any' || versions.some(version => expected.includes(version));
