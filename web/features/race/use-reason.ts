/** The reason of a refusal in words. Here the lost seat is always the one that all want. */
import { useTexts } from '../../i18n/speech.tsx';

export function useReason(): (code: string) => string {
  const { race, problems } = useTexts();
  return code => {
    if (code === 'seats-unavailable') return race.taken;
    return code in problems ? problems[code as keyof typeof problems] : problems.other;
  };
}
