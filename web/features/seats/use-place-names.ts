/** The names of seats and areas as people read and hear them. */
import { useCallback, useMemo } from 'react';
import { useSpeech } from '../../i18n/speech.tsx';
import type { EventFacts, Seat, Seating, SeatStatus } from './seating.ts';

export interface PlaceNames {
  /** `Balcony left, Row 3, Seat 12`. */
  seat(seat: Pick<Seat, 'sectionId' | 'row' | 'number'>): string;
  /** Of a seat that may be gone from the map. */
  seatById(seatId: string): string;
  /** With price, status and attributes. */
  whole(seat: Seat, status: SeatStatus, marks: { isSelected: boolean; isLost: boolean }): string;
  details(seat: Seat): string[];
  section(id: string): string;
  price(amount: number): string;
}

export function usePlaceNames({ sections, currency }: EventFacts, seating: Seating | undefined): PlaceNames {
  const { texts, money } = useSpeech();
  const names = useMemo(() => new Map(sections.map(({ id, name }) => [id, name])), [sections]);
  const section = useCallback((id: string) => names.get(id) ?? id, [names]);
  return useMemo(() => {
    const seat: PlaceNames['seat'] = ({ sectionId, row, number }) =>
      [section(sectionId), texts.place.row(row), texts.place.seat(number)].join(', ');
    const price = (amount: number): string => (amount === 0 ? texts.app.money.free : money({ amount, currency }));
    const details = ({ access, attributes }: Seat): string[] => [
      ...(access ? [texts.seats.seat.access[access]] : []),
      ...Object.entries(attributes).map(([name, value]) => `${name}: ${value}`),
    ];
    return {
      seat,
      section,
      price,
      details,
      seatById: seatId => {
        const found = seating?.seats.get(seatId);
        return found ? seat(found) : seatId;
      },
      whole: (of, status, { isSelected, isLost }) =>
        [
          seat(of),
          price(of.price),
          isSelected ? texts.seats.seat.selected : texts.seats.seat.status[status],
          ...(isLost ? [texts.seats.seat.lost] : []),
          ...details(of),
        ].join(', '),
    };
  }, [texts, money, currency, section, seating?.seats]);
}
