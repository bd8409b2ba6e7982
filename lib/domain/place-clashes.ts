/**
 * The rule that people can tell places apart. Two seats clash if their labels are alike, or their numbers in rows of one name: in one
 * section, or in sections of one name. Rows of a section, and areas, clash if their labels or names are alike. An edit is judged
 * by what it adds, so that an event with older clashes can still be edited.
 */
import { foldCase } from './case-folding.ts';
import { fault } from './event-rules.ts';
import { labelKey } from './labels.ts';
import { seatsIn } from './layout.ts';
import type { LayoutRow } from './model.ts';
import type { FieldError } from './refusals.ts';

/** A section with the parts of its layout. */
export interface ComparedSection {
  id: string;
  name: string;
  /** Where the request names the section; absent if the section has had its name before. */
  namePath?: string | undefined;
  /** Its entries, those that were there first. An area has none. */
  parts: ComparedPart[] | 'area';
}

/** An entry of a layout. */
export interface ComparedPart {
  entry: LayoutRow;
  /** The name of its row. */
  rowName: string;
  /** Where the request describes it; absent if it has been there before. */
  path?: string | undefined;
}

/** The errors of sections whose ids are alike. The ids of sections that were there before come first, and have no path. */
export function clashesOfIds(sections: { id: string; path?: string }[]): FieldError[] {
  const ids = new Map<string, string>();
  return sections.flatMap(({ id, path }) => {
    const other = ids.get(foldCase(id));
    if (other === undefined) ids.set(foldCase(id), id);
    if (other === undefined || path === undefined) return [];
    const message =
      other === id
        ? `two sections have the id ${id}`
        : `the ids of the sections ${other} and ${id} cannot be told apart`;
    return [fault(path, message)];
  });
}

/** The errors of places that cannot be told apart, each at the path of the later place. */
export function clashesOf(sections: ComparedSection[]): FieldError[] {
  const groups = Map.groupBy(sections, ({ name }) => nameKey(name));
  return [
    ...sections.flatMap(clashesOfRows),
    ...[...groups.values()].flatMap(group => [...clashesOfAreas(group), ...clashesOfSeats(group)]),
  ];
}

const nameKey = (name: string): string => labelKey(name).replaceAll(/\s+/g, ' ').trim();

function clashesOfRows({ id, parts }: ComparedSection): FieldError[] {
  if (parts === 'area') return [];
  const rows = new Map<string, Set<string>>();
  return parts.flatMap(({ entry: { row }, path }) => {
    const key = labelKey(row);
    const alike = rows.get(key) ?? new Set();
    const [other] = alike;
    const isNew = !alike.has(row) && path !== undefined;
    rows.set(key, alike.add(row));
    if (other === undefined || !isNew) return [];
    return [fault(`${path}.row`, `the rows ${other} and ${row} of ${id} cannot be told apart`)];
  });
}

function clashesOfAreas(group: ComparedSection[]): FieldError[] {
  const [first, ...others] = group
    .filter(({ parts }) => parts === 'area')
    .toSorted((one, other) => Number(one.namePath !== undefined) - Number(other.namePath !== undefined));
  return others.flatMap(({ id, name, namePath }) =>
    namePath === undefined ? [] : [fault(namePath, `the areas ${first?.id} and ${id} are both named "${name}"`)],
  );
}

/** A seat, and the section and entry that have it. */
interface Found {
  section: ComparedSection;
  part: ComparedPart;
  label: string;
}

/** Finds the clashes in sections of one name. Places that were there come first, then those of renamed sections, then new ones. */
function clashesOfSeats(group: ComparedSection[]): FieldError[] {
  const parts = group.flatMap(section =>
    section.parts === 'area' ? [] : section.parts.map(part => ({ section, part, path: part.path ?? section.namePath })),
  );
  if (parts.every(({ path }) => path === undefined)) return [];
  const rank = ({ part, path }: (typeof parts)[number]): number => (part.path ? 2 : path ? 1 : 0);
  const seats = new SeatsFound(parts.some(({ part }) => hasOwnNames(part)));
  const clashes = new Clashes();
  for (const { section, part, path } of parts.toSorted((one, other) => rank(one) - rank(other))) {
    for (const [i, label, earlier] of seats.add(section, part)) {
      // A new name of a section makes no difference between its own seats.
      const isOld = part.path === undefined && earlier?.section === section;
      if (earlier && path !== undefined && !isOld) clashes.add(earlier, { section, part, label }, path, i);
    }
  }
  return clashes.errors();
}

/** Whether the names of its seats say more than their labels do. */
const hasOwnNames = ({ entry, rowName }: ComparedPart): boolean =>
  rowName !== entry.row || ('seats' in entry && entry.seats.some(({ label }) => label !== undefined));

/** The seats by the keys of their labels, and by their rows' names and numbers. There may be 100,000 of them. */
class SeatsFound {
  private readonly byLabel = new Map<string, Found>();
  private readonly byNumber: Map<string, Found> | undefined;

  constructor(haveOwnNames: boolean) {
    if (haveOwnNames) this.byNumber = new Map();
  }

  /** Adds the seats of an entry. Yields each with its position and the earlier seat that is like it. */
  *add(section: ComparedSection, part: ComparedPart): Generator<[number, string, Found | undefined]> {
    const { entry, rowName } = part;
    const [rowKey, rowNameKey] = [labelKey(entry.row), nameKey(rowName)];
    const isCounted = !('seats' in entry);
    for (const [i, { number, label }] of seatsIn(entry).entries()) {
      const numberKey = isCounted ? number : labelKey(number);
      const own = label ?? `${entry.row}-${number}`;
      const found = { section, part, label: own };
      const alike = findOrAdd(this.byLabel, label === undefined ? `${rowKey}-${numberKey}` : labelKey(label), found);
      const sameNumber = this.byNumber && findOrAdd(this.byNumber, `${rowNameKey}\n${numberKey}`, found);
      yield [i, own, alike ?? sameNumber];
    }
  }
}

/** Returns what has the key already; otherwise adds it. */
function findOrAdd(map: Map<string, Found>, key: string, found: Found): Found | undefined {
  const earlier = map.get(key);
  if (!earlier) map.set(key, found);
  return earlier;
}

/** Clashes by the path of the later place. Two counted entries may have thousands, so that only the first is named. */
class Clashes {
  private readonly found = new Map<string, { error: FieldError; more: number }>();

  add(earlier: Found, later: Found, path: string, position: number): void {
    const isListed = later.part.path !== undefined && 'seats' in later.part.entry;
    const at = isListed ? `${path}.seats.${position}` : path;
    const known = this.found.get(at);
    if (known) known.more += 1;
    else this.found.set(at, { error: fault(at, messageOf(earlier, later)), more: 0 });
  }

  errors(): FieldError[] {
    return [...this.found.values()].map(({ error, more }) =>
      more === 0 ? error : { ...error, message: `${error.message}; ${more} more of them clash` },
    );
  }
}

function messageOf(earlier: Found, later: Found): string {
  const [one, other] = [earlier, later].map(({ section, label }) => `${section.id}/${label}`);
  if (one === other) return `there are two seats ${one}`;
  const rule = `${one} and ${other} cannot be told apart`;
  if (earlier.section !== later.section) return `${rule}: both sections are named "${later.section.name}"`;
  const [row, otherRow] = [earlier.part, later.part].map(({ entry }) => entry.row);
  return row !== otherRow && labelKey(earlier.label) !== labelKey(later.label)
    ? `${rule}: the rows ${row} and ${otherRow} are both named "${later.part.rowName}"`
    : rule;
}
