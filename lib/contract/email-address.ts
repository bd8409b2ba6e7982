/** E-mail addresses in requests. The rule itself is in lib/domain/email.ts. */
import * as z from 'zod/mini';
import {
  EMAIL_FORM,
  EMAIL_LENGTH_MAX,
  faultOfEmailForm,
  hasUsableLocalPart,
  LOCAL_PART_TOO_LONG,
  parseEmail,
} from '../domain/email.ts';
import { shownAs, string, withKeywords } from './schema-parts.ts';

/** Makes the schema of an address, with further checks. It accepts what people type, and returns the form that accounts store. */
function emailAddress(lengths: string, ...checks: Parameters<typeof string.check>) {
  const address = z.pipe(
    string.check(
      z.maxLength(EMAIL_LENGTH_MAX, { abort: true }),
      z.regex(EMAIL_FORM, { error: ({ input }) => faultOfEmailForm(String(input)), abort: true }),
      ...checks,
    ),
    z.transform((typed, context) => {
      const parsed = parseEmail(typed);
      if ('email' in parsed) return parsed.email;
      context.issues.push({ code: 'custom', message: parsed.fault, input: typed });
      return z.NEVER;
    }),
  );
  const description =
    'An international domain is stored in its ASCII form, so it must have one. ' +
    `In that form, the address has at most ${EMAIL_LENGTH_MAX} characters, ${lengths}each label of the domain at most 63.`;
  withKeywords({ description, examples: ['alice@holdfast.example'] }, address);
  // The service has a stricter pattern, with properties of Unicode, which many generators and validators do not know.
  const pattern = String.raw`^[!-?A-~]+@[^\s@]+$`;
  return shownAs({ type: 'string', format: 'idn-email', maxLength: EMAIL_LENGTH_MAX, pattern }, address);
}

/** The address of an account. */
export const email = emailAddress('');
/** The address of a new account. */
export const newEmail = emailAddress(
  'the part before @ at most 64, and ',
  z.refine(hasUsableLocalPart, LOCAL_PART_TOO_LONG),
);
