/** Finds the name that a mistyped one was probably meant to be. */

/** More differences than this are another word, not a slip of the keyboard. */
const DIFFERENCES_MAX = 2;

/** The name with the fewest differences from `typed`, or undefined if none is near. */
export function closestName(typed: string, names: readonly string[]): string | undefined {
  const near = names
    .map(name => ({ name, differences: differencesOf(typed, name) }))
    .filter(({ name, differences }) => differences <= DIFFERENCES_MAX && differences <= name.length / 2)
    .sort((one, other) => one.differences - other.differences);
  return near[0]?.name;
}

/** Levenshtein distance: characters to insert, remove or replace. */
function differencesOf(one: string, other: string): number {
  let previous = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (const [i, character] of [...one].entries()) {
    const row = [i + 1];
    for (const [j, expected] of [...other].entries()) {
      const replaced = (previous[j] as number) + (character === expected ? 0 : 1);
      row.push(Math.min(replaced, (previous[j + 1] as number) + 1, (row[j] as number) + 1));
    }
    previous = row;
  }
  return previous.at(-1) as number;
}
