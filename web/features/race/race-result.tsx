/** The result of a race: its verdict, the buyers side by side, and the timeline. */
import { useTexts } from '../../i18n/speech.tsx';
import { Card } from '../../ui/card.tsx';
import { Notice } from '../../ui/notice.tsx';
import { RaceBuyers } from './race-buyers.tsx';
import { RaceTimeline } from './race-timeline.tsx';
import type { Race } from './use-race.ts';
import { holdsOf, winnerOf } from './verdict.ts';

export function RaceResult({ race: { entries, isReleased } }: { race: Race }) {
  const { race } = useTexts();
  const winner = winnerOf(entries);
  const holds = holdsOf(entries);
  return (
    <Card>
      <h2>{race.results}</h2>
      {isReleased !== undefined && (
        <Notice kind={holds === 1 ? 'success' : 'warning'}>
          <p>{winner ? race.won(race.buyer(winner.buyer.name), Math.round(winner.answeredAt ?? 0)) : race.noWinner}</p>
          {holds > 0 && <p>{race.holds(holds)}</p>}
          {holds > 0 && <p>{isReleased ? race.released : race.notReleased}</p>}
        </Notice>
      )}
      <RaceBuyers entries={entries} />
      <RaceTimeline entries={entries} />
    </Card>
  );
}
