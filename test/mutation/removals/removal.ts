/** The parts of the lists of removals: a removal takes one check out of the code, and one of its tests must then fail. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it replaces source text
import type { Edit, Mutant } from '../mutant.ts';

export interface Removal extends Edit {
  removes: string;
  /** The tests to run instead of the default ones of the list. */
  tests?: string[];
  /** The Vitest projects to run instead of the default ones. */
  projects?: string[];
}

export const CONDITIONS = 'lib/table/conditions.ts';
export const ALWAYS = 'expression`(attribute_exists(pk) OR attribute_not_exists(pk))`';

/** Makes a condition always true. `parameters` is the text of the parameter list of a condition with values. */
export const without = (name: string, expression: string, parameters?: string): Removal => {
  const start = parameters === undefined ? `export const ${name} = ` : `export const ${name} = (${parameters}) => `;
  return { removes: name, file: CONDITIONS, from: `${start}${expression};`, to: `${start}${ALWAYS};` };
};

/** Returns the removal as a mutant. */
export const mutantOf = ({ removes, tests = [], projects, ...edit }: Removal): Mutant => ({
  name: `without ${removes}`,
  ...edit,
  caughtBy: [{ tests, ...(projects && { projects }) }],
});
