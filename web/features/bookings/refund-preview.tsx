/** Says what a cancellation returns and what the seller keeps, as a dry run of the service has answered. */
import type { UseQueryResult } from '@tanstack/react-query';
import type { Schemas } from '../../api/client.ts';
import type { BodyOf } from '../../api/queries.ts';
import { useSpeech } from '../../i18n/speech.tsx';
import { Failure } from '../../ui/failure.tsx';

type Preview = BodyOf<'cancel-booking'>;

export function RefundPreview({ preview }: { preview: UseQueryResult<Preview> }) {
  const { cancel } = useSpeech().texts.bookings;
  if (preview.isError) return <Failure error={preview.error} onAgain={() => void preview.refetch()} />;
  return preview.data ? <Amounts preview={preview.data} /> : <p>{cancel.counting}</p>;
}

function Amounts({ preview }: { preview: Preview }) {
  const { texts, money } = useSpeech();
  const { cancel } = texts.bookings;
  const { amount } = preview.refund;
  const kept = feesKeptOf(preview.booking);
  return (
    <>
      <p>{amount.amount === 0 ? cancel.nothingToReturn : cancel.returns(money(amount))}</p>
      {kept && <p>{cancel.feesKept(money(kept))}</p>}
      <p>{cancel.final}</p>
    </>
  );
}

/** The last of its cancellations is the one that the dry run foresees. */
const feesKeptOf = ({ cancellations }: Schemas['Booking']): Schemas['Money'] | undefined =>
  cancellations?.at(-1)?.feesKept;
