/** The result of a race that the service ran: the winner, and how many buyers got which refusal. */
import type { Schemas } from '../../api/client.ts';
import { useTexts } from '../../i18n/speech.tsx';
import { Card } from '../../ui/card.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useReason } from './use-reason.ts';

export function CrowdResult({ result }: { result: Schemas['RaceResult'] }) {
  const { race } = useTexts();
  const { winner, refused, durationMs, isReleased } = result;
  const reasonOf = useReason();
  return (
    <Card>
      <h2>{race.results}</h2>
      <Notice kind="success">
        <p>{race.summary.winner(winner.ms)}</p>
        <p>{isReleased ? race.released : race.notReleased}</p>
      </Notice>
      <ul>
        {refused.map(({ code, count }) => (
          <li key={code}>{race.summary.refused(count, reasonOf(code), code)}</li>
        ))}
      </ul>
      <p>{race.summary.duration(durationMs)}</p>
    </Card>
  );
}
