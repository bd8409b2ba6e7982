/** The page on which several buyers race for one seat. Exactly one gets it, however they send their requests. */
import { useQuery } from '@tanstack/react-query';
import { read } from '../../api/queries.ts';
import { useSession } from '../../api/use-session.ts';
import { SignedIn } from '../../app/signed-in.tsx';
import { useTexts } from '../../i18n/speech.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Loading } from '../../ui/skeleton.tsx';
import { RaceTrack } from './race-track.tsx';

export default function RacePage() {
  const { race } = useTexts();
  return (
    <SignedIn>
      <Page heading={race.heading} intro={<p>{race.intro}</p>}>
        <Allowed />
      </Page>
    </SignedIn>
  );
}

/** Only test stages have buyers for races, and only an administrator gets them. */
function Allowed() {
  const { race } = useTexts();
  const session = useSession();
  const stage = useQuery(read('read-stage'));
  if (stage.isError) return <Failure error={stage.error} onAgain={() => void stage.refetch()} />;
  if (!stage.data || session.is !== 'signed-in') return <Loading outlines={[{ height: '12rem' }]} />;
  if (!stage.data.isTestStage) return <Refused text={race.notHere} />;
  if (session.user.role === 'customer') return <Refused text={race.notYou} />;
  return <RaceTrack />;
}

const Refused = ({ text }: { text: string }) => (
  <Notice kind="warning">
    <p>{text}</p>
  </Notice>
);
