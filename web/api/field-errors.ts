/** The errors of a refusal that belong to fields of a form, in the words of the app. */
import { problemOf } from './problems.ts';

/** Texts by the names of fields. */
export type FieldErrors = Readonly<Record<string, string>>;

export interface FieldTexts {
  /** Texts about a wrong value, by the name of the field. A field without one shows the words of the service. */
  fields: FieldErrors;
  /** Refusals that are about one field, by their codes, or by code and reason: `weak-password common`. */
  refusals?: Readonly<Record<string, { field: string; text: string }>>;
}

/** Returns the errors by field; without any, the failure is about no field, and is shown as a whole. */
export function fieldErrorsOf(error: unknown, { fields, refusals = {} }: FieldTexts): FieldErrors {
  const problem = problemOf(error) as ProblemWithFields | undefined;
  if (!problem) return {};
  const own = refusals[`${problem.code} ${problem.reason}`] ?? refusals[problem.code];
  if (own) return { [own.field]: own.text };
  const wrong = (problem.errors ?? []).filter(({ path }) => path.startsWith(IN_BODY));
  return Object.fromEntries(
    wrong.map(({ path, message }) => {
      const name = path.slice(IN_BODY.length).split('.')[0] ?? '';
      return [name, fields[name] ?? message];
    }),
  );
}

const IN_BODY = 'body.';

interface ProblemWithFields {
  code: string;
  reason?: string;
  errors?: { path: string; message: string }[];
}

/** The fields that are empty and must not be, each with the text. */
export const missingFields = (values: Record<string, string>, names: readonly string[], text: string): FieldErrors =>
  Object.fromEntries(names.filter(name => !values[name]?.trim()).map(name => [name, text]));
