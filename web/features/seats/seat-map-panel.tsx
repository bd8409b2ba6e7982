/** The seat map with its buttons and its tooltip. The list of sections has the same seats for keyboards and screen readers. */
import { ArrowDown, ArrowLeft, ArrowRight, ArrowUp, Maximize, ZoomIn, ZoomOut } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import { useTexts } from '../../i18n/speech.tsx';
import { createSeatMapView } from '../../seat-map/seat-map.ts';
import type { SeatMapModel, SeatMapView } from '../../seat-map/view.ts';
import styles from './seat-map-panel.module.css';
import {
  changesBetween,
  type EventFacts,
  isFiltered,
  matches,
  type SeatFilter,
  type Seating,
  statusOf,
} from './seating.ts';
import type { PlaceNames } from './use-place-names.ts';
import { type Availability, areasIn } from './use-seats.ts';

interface SeatMapPanelProps {
  event: EventFacts;
  seating: Seating;
  availability: Availability | undefined;
  selected: ReadonlySet<string>;
  lost: ReadonlySet<string>;
  filter: SeatFilter;
  /** The seat with the focus in the list. */
  focused: string | undefined;
  /** The section that is open in the list. */
  section: string | undefined;
  names: PlaceNames;
  onSeat: (seatId: string) => void;
  onSection: (id: string) => void;
}

const ZOOM = 1.6;
const PAN = 120;

export function SeatMapPanel(props: SeatMapPanelProps) {
  const { seats: texts } = useTexts();
  const host = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<SeatMapView>();
  const [hovered, setHovered] = useState<{ seatId: string; x: number; y: number }>();
  const handlers = useRef(props);
  handlers.current = props;

  useEffect(() => {
    let made: SeatMapView | undefined;
    // In a task of its own: the list of sections answers the visitor before the map is drawn.
    const timer = setTimeout(() => {
      if (!host.current) return;
      made = createSeatMapView(host.current, {
        onSeat: seatId => handlers.current.onSeat(seatId),
        onSection: id => handlers.current.onSection(id),
        onHover: (seatId, at) => setHovered(seatId !== undefined && at ? { seatId, ...at } : undefined),
      });
      setView(made);
    });
    return () => {
      clearTimeout(timer);
      setView(undefined);
      made?.destroy();
    };
  }, []);
  useSeatsOnMap(view, props);
  const { map } = texts;
  const tools = [
    { name: map.zoomIn, icon: ZoomIn, run: () => view?.zoomBy(ZOOM) },
    { name: map.zoomOut, icon: ZoomOut, run: () => view?.zoomBy(1 / ZOOM) },
    { name: map.whole, icon: Maximize, run: () => view?.zoomTo(undefined) },
    { name: map.left, icon: ArrowLeft, run: () => view?.panBy(PAN, 0) },
    { name: map.right, icon: ArrowRight, run: () => view?.panBy(-PAN, 0) },
    { name: map.up, icon: ArrowUp, run: () => view?.panBy(0, PAN) },
    { name: map.down, icon: ArrowDown, run: () => view?.panBy(0, -PAN) },
  ];
  return (
    <div className={styles.panel} dir="ltr">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys move the map, as its buttons do */}
      <div ref={host} className={styles.map} role="img" aria-label={map.label} tabIndex={0} data-testid="seat-map" />
      <div className={styles.tools}>
        {tools.map(({ name, icon: Icon, run }) => (
          <Button key={name} className={styles.tool ?? ''} aria-label={name} onPress={run}>
            <Icon aria-hidden="true" size={20} />
          </Button>
        ))}
      </div>
      {hovered && <Tooltip {...props} {...hovered} />}
    </div>
  );
}

interface Shown {
  view: SeatMapView | undefined;
  seating: Seating;
  availability: Availability | undefined;
}

/** Keeps the map as the page is: the seats, their statuses, the marks, and where the list is. */
function useSeatsOnMap(
  view: SeatMapView | undefined,
  { event, seating, availability, selected, lost, filter, focused, section }: SeatMapPanelProps,
): void {
  const shown = useRef<Shown | undefined>(undefined);
  useEffect(() => {
    const before = shown.current;
    shown.current = { view, seating, availability };
    // The map that has these seats gets only the changes.
    const isSame = before?.view === view && before?.seating.seats === seating.seats;
    if (isSame && haveSameAreas(event, before.availability, availability))
      view?.setStatuses(changesBetween(before.seating, seating));
    else view?.show(modelOf(event, seating, availability));
  }, [view, event, seating, availability]);
  useEffect(() => {
    const filtered = isFiltered(filter) && { matches: (seat: { price: number }) => matches(filter, seat) };
    view?.mark({ selected, lost, ...filtered });
  }, [view, selected, lost, filter]);
  useEffect(() => view?.zoomTo(section), [view, section]);
  useEffect(() => view?.focus(focused), [view, focused]);
}

const haveSameAreas = (event: EventFacts, one?: Availability, other?: Availability): boolean =>
  areasIn(event).every(({ id }) => freeIn(one, id) === freeIn(other, id));

const freeIn = (availability: Availability | undefined, id: string): number =>
  availability?.sections.find(section => section.id === id)?.available ?? 0;

const modelOf = (event: EventFacts, { sections }: Seating, availability: Availability | undefined): SeatMapModel => ({
  sections: sections.map(({ id, name, rows, statuses }) => ({
    id,
    name,
    rows: rows.map(row => ({
      label: row.id,
      name: row.name,
      seats: row.seats.map(({ id, number, afterGap, access, price }) => ({
        id,
        number,
        price,
        status: statuses.get(id) ?? 'blocked',
        ...(afterGap && { afterGap }),
        ...(access && { access }),
      })),
    })),
  })),
  areas: areasIn(event).map(({ id, name, price }) => ({ id, name, price, available: freeIn(availability, id) })),
});

/** Describes the seat under the pointer. Screen readers have the names of the list instead. */
function Tooltip({
  seatId,
  x,
  y,
  seating,
  selected,
  lost,
  names,
}: SeatMapPanelProps & { seatId: string; x: number; y: number }) {
  const seat = seating.seats.get(seatId);
  const status = statusOf(seating, seatId);
  if (!seat || !status) return null;
  const text = names.whole(seat, status, { isSelected: selected.has(seatId), isLost: lost.has(seatId) });
  const isRight = x > window.innerWidth / 2;
  return (
    <div
      aria-hidden="true"
      className={styles.tooltip}
      style={{ top: y + 14, ...(isRight ? { right: window.innerWidth - x + 8 } : { left: x + 8 }) }}
    >
      {text}
    </div>
  );
}
