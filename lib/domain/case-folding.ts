/** Case folding: two texts that differ only in upper and lower case get the same folded text, in every script and locale. */

/**
 * Folds the case of a text, as Unicode's full case folding does: `Straße`, `STRASSE` and `straße` become `strasse`, final sigma
 * becomes sigma, and ligatures become their letters. Dotted and dotless `i` become one letter, because `I` is the capital
 * of both. The result is in NFC, for comparing and searching, not for people.
 */
export const foldCase = (text: string): string =>
  // Lower case first: `ẞ` has no capital form, but `ß` has `SS`. The lower case of a sigma depends on the letters around it.
  text
    .normalize('NFC')
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .replaceAll('ς', 'σ')
    // The lower case of `İ` is `i` with a combining dot.
    .replaceAll('i\u0307', 'i')
    .normalize('NFC');
