/** The content security policies of pages. */

/** A content security policy that allows only the listed sources: no other host, nothing inline, no frames. */
export const policyOf = (allowed: Record<string, string>): string =>
  [
    ...Object.entries({ default: "'none'", ...allowed }).map(([kind, sources]) => `${kind}-src ${sources}`),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
