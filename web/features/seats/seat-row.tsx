/** One row of the grid of seats. It is drawn again only when it has changed. */
import { Accessibility, Check, X } from 'lucide-react';
import { memo } from 'react';
import styles from './seat-grid.module.css';
import { matches, type Seat, type SeatFilter, type SeatRow as SeatRowFacts, type SeatStatus } from './seating.ts';
import type { PlaceNames } from './use-place-names.ts';

interface SeatRowProps {
  row: SeatRowFacts;
  number: number;
  statuses: ReadonlyMap<string, SeatStatus>;
  /** The seat of this row that Tab reaches. */
  tabStop: number | undefined;
  selected: ReadonlySet<string>;
  lost: ReadonlySet<string>;
  filter: SeatFilter;
  names: PlaceNames;
}

export const SeatRow = memo(function SeatRow(props: SeatRowProps) {
  const { row, number, statuses, tabStop, selected, lost, filter, names } = props;
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the grid
    // biome-ignore lint/a11y/useFocusableInteractive: only the cells have the focus
    <div role="row" className={styles.row} aria-rowindex={number + 1}>
      {/* biome-ignore lint/a11y/useSemanticElements: see the grid */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: see the grid */}
      <span role="rowheader" className={styles.name}>
        {row.name}
      </span>
      {row.seats.map((seat, i) => {
        const status = statuses.get(seat.id) ?? 'blocked';
        const isSelected = selected.has(seat.id);
        const isLost = lost.has(seat.id);
        return (
          // biome-ignore lint/a11y/useSemanticElements: see the grid
          <span
            key={seat.id}
            role="gridcell"
            data-at={`${number}-${i}`}
            data-status={isSelected ? 'selected' : isLost ? 'lost' : status}
            data-faint={!matches(filter, seat) || undefined}
            data-gap={seat.afterGap || undefined}
            tabIndex={i === tabStop ? 0 : -1}
            aria-label={names.whole(seat, status, { isSelected, isLost })}
            aria-selected={isSelected}
            aria-disabled={status !== 'available' && !isSelected}
            className={styles.seat}
          >
            <Sign seat={seat} isSelected={isSelected} isLost={isLost} />
          </span>
        );
      })}
    </div>
  );
});

function Sign({ seat, isSelected, isLost }: { seat: Seat; isSelected: boolean; isLost: boolean }) {
  if (isSelected) return <Check aria-hidden="true" size={18} />;
  if (isLost) return <X aria-hidden="true" size={18} />;
  return seat.access ? <Accessibility aria-hidden="true" size={18} /> : seat.number;
}
