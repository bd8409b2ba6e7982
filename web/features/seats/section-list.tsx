/** The sections and areas of an event. Each section opens to the grid of its seats; areas are chosen by number. */
import { ChevronDown } from 'lucide-react';
import { useId, useState } from 'react';
import { useTexts } from '../../i18n/speech.tsx';
import { Button } from '../../ui/button.tsx';
import { SeatGrid } from './seat-grid.tsx';
import { countMatching, isFiltered, lowestPrice, type Seat, type SeatedSection, type SeatFilter } from './seating.ts';
import styles from './section-list.module.css';
import type { PlaceNames } from './use-place-names.ts';

interface SectionListProps {
  sections: readonly SeatedSection[];
  /** The section that is open. */
  open: string | undefined;
  onOpen: (sectionId: string | undefined) => void;
  selected: ReadonlySet<string>;
  lost: ReadonlySet<string>;
  filter: SeatFilter;
  names: PlaceNames;
  onToggle: (seat: Seat) => void;
  onFocus: (seatId: string | undefined) => void;
}

/** A long list would push the rest of the page far down. */
const SHOWN_FIRST = 6;

export function SectionList({ sections, open, onOpen, ...grid }: SectionListProps) {
  const { seats: texts } = useTexts();
  const [showsAll, setShowsAll] = useState(sections.length <= SHOWN_FIRST + 1);
  const shown = showsAll ? sections : sections.filter(({ id }, i) => i < SHOWN_FIRST || id === open);
  return (
    <>
      <ul className={styles.list}>
        {shown.map(section => (
          <Section
            key={section.id}
            section={section}
            isOpen={section.id === open}
            onOpen={isOpen => onOpen(isOpen ? section.id : undefined)}
            {...grid}
          />
        ))}
      </ul>
      {!showsAll && (
        <Button look="quiet" onPress={() => setShowsAll(true)}>
          {texts.sections.showAll(sections.length)}
        </Button>
      )}
    </>
  );
}

interface SectionProps extends Omit<SectionListProps, 'sections' | 'open' | 'onOpen'> {
  section: SeatedSection;
  isOpen: boolean;
  onOpen: (isOpen: boolean) => void;
}

function Section({ section, isOpen, onOpen, ...grid }: SectionProps) {
  const { seats: texts, app } = useTexts();
  const id = useId();
  const free = countMatching(section, grid.filter);
  const facts = [
    ...(free > 0
      ? [texts.sections.free(free), app.money.from(grid.names.price(lowestPrice(section)))]
      : [isFiltered(grid.filter) ? texts.sections.noMatches : texts.sections.none]),
  ];
  return (
    <li className={styles.section}>
      <h3>
        <button
          type="button"
          className={styles.button}
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => onOpen(!isOpen)}
        >
          <span className={styles.name}>{`${section.name}, `}</span>
          <span className={styles.facts}>{facts.join(', ')}</span>
          <ChevronDown aria-hidden="true" className={styles.arrow} size={20} />
        </button>
      </h3>
      <div id={id} hidden={!isOpen}>
        {isOpen && <SeatGrid section={section} {...grid} />}
      </div>
    </li>
  );
}
