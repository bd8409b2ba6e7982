/** Removals of what keeps the gaps of layouts, in edits, in rows of format 1 and in the seat map. */
import type { Removal } from './removal.ts';

const EDITS = 'lib/domain/layout-edits.ts';
const UPGRADE = 'lib/domain/layout-upgrade.ts';
const RULES = 'lib/domain/layout-edit-rules.ts';
const EDIT_TESTS = ['domain/layout-edits'];
const UPGRADE_TESTS = ['domain/layout-upgrade'];
const FORMAT_TESTS = ['layouts-of-format-1'];
const INPUT_TESTS = ['edits-input'];

export const LAYOUT_REMOVALS: Removal[] = [
  {
    removes: 'the gap that a removed seat leaves before a joined entry',
    file: EDITS,
    from: 'start === 0 && !isAfterGap && entry.joined',
    to: 'start === 0 && entry.joined',
    tests: EDIT_TESTS,
  },
  {
    removes: 'the end of the gap at the next seat of its row',
    file: EDITS,
    from: 'if (start < seatCountOf(entry)) isAfterGap = false;',
    to: '',
    tests: EDIT_TESTS,
  },
  {
    removes: 'the aisle behind an added seat',
    file: EDITS,
    from: 'return before !== undefined && behind !== undefined && isAtAisle(before) && isAtAisle(behind);',
    to: 'return false;',
    tests: EDIT_TESTS,
  },
  {
    removes: 'the name of a row whose first entry is removed',
    file: EDITS,
    from: '(i === 0 && name !== undefined ? { ...entry, name } : entry)',
    to: 'entry',
    tests: EDIT_TESTS,
  },
  {
    removes: 'the gap at a jump in the numbers of a list of format 1',
    file: UPGRADE,
    from: 'i === 0 || isJump(seats[i - 1] as LayoutSeat, seat)',
    to: 'i === 0',
    tests: UPGRADE_TESTS,
  },
  {
    removes: 'the limit of a layout that is written anew',
    file: UPGRADE,
    from: '|| bytesOf(rows) <= UPGRADED_LAYOUT_BYTES_MAX',
    to: '|| true',
    tests: UPGRADE_TESTS,
  },
  {
    removes: 'the conversion of layouts of format 1',
    file: 'lib/table/events/event-rows.ts',
    from: 'format < LAYOUT_FORMAT ? upgradedSection(section) : section',
    to: 'section',
    tests: FORMAT_TESTS,
  },
  {
    removes: 'the conversion of edits of format 1',
    file: 'lib/table/events/job-rows.ts',
    from: 'format === LAYOUT_FORMAT ? edit : upgradedEdit(edit)',
    to: 'format === LAYOUT_FORMAT ? edit : edit',
    tests: FORMAT_TESTS,
  },
  {
    removes: 'the limit of layouts that one edit writes anew',
    file: 'lib/domain/event-edits.ts',
    from: 'layouts.length === LAYOUTS_PER_EDIT_MAX || bytes',
    to: 'bytes',
    tests: FORMAT_TESTS,
  },
  {
    removes: 'the check that a row beside which one is added is there',
    file: RULES,
    from: 'if (beside !== row && positions.has(beside)) return [];',
    to: 'return [];',
    tests: INPUT_TESTS,
  },
  {
    removes: 'the check that an existing row stays where it is',
    file: RULES,
    from: 'if (isThere) return [',
    to: 'if (isThere) return []; if (isThere) return [',
    tests: INPUT_TESTS,
  },
  {
    removes: 'the check that a seat beside which others are added is not removed',
    file: RULES,
    from: 'entry ? entry.row : isRemoved(label) ? undefined : rowOf(label)',
    to: 'entry ? entry.row : rowOf(label)',
    tests: INPUT_TESTS,
  },
  {
    removes: 'the gaps in the seat map',
    file: 'lib/contract/events/seat-map-presenter.ts',
    from: `(startsRun && i > 0 ? ',"afterGap":true' : '')`,
    to: `''`,
    tests: ['service/events/layouts.test'],
  },
  {
    removes: 'the order of added rows',
    file: EDITS,
    from: 'rows.splice(at, 0,',
    to: 'rows.splice(rows.length, 0,',
    tests: ['service/events/layouts.test'],
  },
];
