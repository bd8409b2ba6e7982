/**
 * The seats of one section as a grid with one tab stop: the whole purchase works from here, without the map. Of a very large section only
 * the rows around the focus are in the page.
 */
import type { KeyboardEvent, MouseEvent } from 'react';
import { useTexts } from '../../i18n/speech.tsx';
import { Button } from '../../ui/button.tsx';
import type { At } from './grid-moves.ts';
import styles from './seat-grid.module.css';
import { SeatRow } from './seat-row.tsx';
import type { Seat, SeatedSection, SeatFilter } from './seating.ts';
import { positionOf, useGridFocus } from './use-grid-focus.ts';
import type { PlaceNames } from './use-place-names.ts';

interface SeatGridProps {
  section: SeatedSection;
  selected: ReadonlySet<string>;
  lost: ReadonlySet<string>;
  filter: SeatFilter;
  names: PlaceNames;
  onToggle: (seat: Seat) => void;
  /** The map shows where the focus is. */
  onFocus: (seatId: string | undefined) => void;
}

export function SeatGrid({ section, onToggle, onFocus, ...marks }: SeatGridProps) {
  const { seats: texts } = useTexts();
  const { rows, statuses } = section;
  const { grid, drawn, at, tabStopOf, drawAround, follow, onKey } = useGridFocus(section);
  const seatAt = (position: At | undefined): Seat | undefined => position && rows[position.row]?.seats[position.seat];

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.metaKey) return;
    const seat = seatAt(at);
    if ((event.key !== ' ' && event.key !== 'Enter') || !seat) {
      onKey(event);
      return;
    }
    event.preventDefault();
    onToggle(seat);
  };
  const onClick = ({ target }: MouseEvent): void => {
    const position = positionOf(target);
    const seat = seatAt(position);
    if (!seat || !position) return;
    follow(position);
    onToggle(seat);
  };
  return (
    <div className={styles.whole}>
      <p className={styles.keys}>{texts.sections.keys}</p>
      {drawn.from > 0 && (
        <Button look="quiet" onPress={() => drawAround(Math.max(0, drawn.from - 1))}>
          {texts.sections.earlierRows}
        </Button>
      )}
      <div className={styles.scroll} dir="ltr">
        {/* biome-ignore lint/a11y/useSemanticElements: a table has no selection and no roving focus */}
        <div
          ref={grid}
          role="grid"
          tabIndex={-1}
          className={styles.grid}
          aria-label={section.name}
          aria-multiselectable="true"
          aria-rowcount={rows.length}
          onKeyDown={onKeyDown}
          onClick={onClick}
          onFocus={({ target }) => {
            const seat = seatAt(positionOf(target));
            if (seat) onFocus(seat.id);
          }}
          onBlur={() => onFocus(undefined)}
        >
          {rows.slice(drawn.from, drawn.to).map((row, i) => (
            <SeatRow
              key={row.id}
              row={row}
              number={drawn.from + i}
              statuses={statuses}
              tabStop={tabStopOf(drawn.from + i)}
              {...marks}
            />
          ))}
        </div>
      </div>
      {drawn.to < rows.length && (
        <Button look="quiet" onPress={() => drawAround(Math.min(rows.length - 1, drawn.to))}>
          {texts.sections.laterRows}
        </Button>
      )}
    </div>
  );
}
