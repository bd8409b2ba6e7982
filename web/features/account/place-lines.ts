/** The places of a booking in words. A booking keeps the places that were cancelled: their tickets are void. */
import type { Schemas } from '../../api/client.ts';
import type { WebTexts } from '../../i18n/languages.ts';

type Place = Schemas['Booking']['places'][number];

export function placeLines({ links, place: words }: WebTexts, place: Place, isCancelled: boolean): string[] {
  const gone = place.tickets.filter(({ status }) => status === 'void').length;
  const kept = place.tickets.length - gone;
  const cancelled = (line: string): string => `${line} (${links.cancelled})`;
  const type = place.type?.name;
  if ('seat' in place) {
    const { section, row, seat } = place;
    const line = named(section, row && words.row(row), words.seat(seat), type);
    return [!isCancelled && kept === 0 ? cancelled(line) : line];
  }
  const line = (count: number): string => `${words.quantity(count)} ${named(place.name, type)}`;
  if (isCancelled) return [line(place.tickets.length)];
  return [...(kept > 0 ? [line(kept)] : []), ...(gone > 0 ? [cancelled(line(gone))] : [])];
}

const named = (...parts: (string | undefined)[]): string => parts.filter(Boolean).join(', ');
