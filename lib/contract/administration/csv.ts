/**
 * CSV (RFC 4180) for spreadsheet programs: UTF-8 with a byte order mark, without which Excel takes names for another encoding. Texts
 * are quoted, and numbers are not.
 *
 * A text that begins like a formula gets an apostrophe. So does a part of a text after a character that some programs take for the
 * separator: in many countries Excel splits lines at semicolons, whatever is quoted.
 */
import { stringify } from 'csv-stringify/sync';

/** A number that is written as it is, with all its decimals. */
export interface Decimal {
  decimal: string;
}

/** The columns of a document, each with its name and the field of a row. */
export type Columns<Item> = Readonly<Record<string, (item: Item) => string | number | Decimal | undefined>>;

/** Returns the document, with its header row also if there are no items. */
export const csvOf = <Item>(columns: Columns<Item>, items: Item[]): string =>
  stringify([Object.keys(columns), ...items.map(item => Object.values(columns).map(fieldOf => fieldOf(item)))], {
    bom: true,
    record_delimiter: 'windows',
    quoted_string: true,
    escape_formulas: true,
    cast: {
      string: withoutInnerFormulas,
      object: value => (value as unknown as Decimal).decimal,
    },
  });

/** A character that may begin a formula, after white space at the beginning or after a possible separator. */
const INNER_FORMULA = /(^\s+|[;|\t\r\n]\s*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g;
const withoutInnerFormulas = (text: string): string => text.replace(INNER_FORMULA, "$1'");
