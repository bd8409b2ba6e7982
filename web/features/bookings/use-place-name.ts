/** Returns the function that names a place: section, row and seat, or area. */
import { useTexts } from '../../i18n/speech.tsx';

type Named = { section: string; row?: string; seat: string } | { areaId: string; name: string };

export function usePlaceName(): (place: Named) => string {
  const { place: words } = useTexts();
  return place => {
    if ('areaId' in place) return place.name;
    return [place.section, place.row !== undefined && words.row(place.row), words.seat(place.seat)]
      .filter(Boolean)
      .join(', ');
  };
}
