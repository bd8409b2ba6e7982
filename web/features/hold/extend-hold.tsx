/** Gives the visitor more time, as long as the event allows. */
import { queryClient, read, useChange } from '../../api/queries.ts';
import { serverNow } from '../../api/server-clock.ts';
import { useTexts } from '../../i18n/speech.tsx';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { Failure } from '../../ui/failure.tsx';
import type { Hold } from './held-places.tsx';
import { timeLeft } from './time-left.ts';

export function ExtendHold({ hold, onRefused }: { hold: Hold; onRefused: () => void }) {
  const { hold: texts } = useTexts();
  const announce = useAnnounce();
  const change = useChange('extend-hold');
  if (Date.parse(hold.maxExpiresAt) <= Date.parse(hold.expiresAt)) return null;
  const extend = (): void =>
    change.mutate(
      { path: { holdId: hold.id } },
      {
        onSuccess: ({ body }) => {
          queryClient.setQueryData(read('read-hold', { path: { holdId: hold.id } }).queryKey, body);
          const { minutes, seconds } = timeLeft(Date.parse(body.expiresAt), serverNow());
          announce(texts.extended(minutes, seconds));
        },
        onError: onRefused,
      },
    );
  return (
    <>
      <Button look="secondary" isPending={change.isPending} onPress={extend}>
        {texts.extend}
      </Button>
      {change.isError && <Failure error={change.error} onAgain={extend} isChange />}
    </>
  );
}
