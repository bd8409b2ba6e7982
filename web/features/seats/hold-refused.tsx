/** Says why places could not be held, and what helps. The focus goes to it. */
import { useMutation } from '@tanstack/react-query';
import { call, type Problem, unwrap } from '../../api/client.ts';
import { problemOf } from '../../api/problems.ts';
import { serverNow } from '../../api/server-clock.ts';
import { useSpeech, useTexts } from '../../i18n/speech.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Failure, textOf } from '../../ui/failure.tsx';
import { Notice } from '../../ui/notice.tsx';
import type { EventFacts } from './seating.ts';
import type { PlaceNames } from './use-place-names.ts';

interface HoldRefusedProps {
  event: EventFacts;
  error: unknown;
  names: PlaceNames;
  /** The page that holds, for visitors whose session has ended. */
  address: string;
  onAgain: () => void;
}

export function HoldRefused({ event, error, names, address, onAgain }: HoldRefusedProps) {
  const texts = useTexts();
  const advice = useAdvice(event, names);
  const problem = problemOf(error);
  if (problem?.code === 'unauthenticated') {
    return (
      <Notice kind="danger" isFocused>
        <p>{texts.app.session.expired}</p>
        <ButtonLink to={`/signin?return=${encodeURIComponent(address)}`}>{texts.app.session.signInAgain}</ButtonLink>
      </Notice>
    );
  }
  const lines = problem ? advice(problem) : undefined;
  if (!lines) return <Failure error={error} onAgain={onAgain} isChange />;
  return (
    <Notice kind="danger" isFocused>
      {lines.map(line => (
        <p key={line}>{line}</p>
      ))}
      {problem?.code === 'email-not-verified' && <SendMail />}
    </Notice>
  );
}

/** The lines of text about a refusal; undefined where the general text says enough. */
function useAdvice(event: EventFacts, names: PlaceNames): (problem: Problem) => string[] | undefined {
  const texts = useTexts();
  const { money, dateTime } = useSpeech();
  const { refused } = texts.seats;
  const typeName = (id: string): string => event.prices?.ticketTypes?.find(type => type.id === id)?.name ?? id;
  const general = (code: keyof typeof texts.problems, ...more: string[]): string[] => [texts.problems[code], ...more];
  return problem => {
    switch (problem.code) {
      case 'seats-unavailable':
        return problem.conflicts.length === 0
          ? general('area-sold-out', refused.noneLikeThat)
          : [refused.lost(problem.conflicts.map(({ seatId }) => names.seatById(seatId)).join('; ')), refused.goOn];
      case 'no-adjacent-seats':
        return general('no-adjacent-seats', refused.notAdjacent);
      case 'price-changed':
        return [refused.price(money(problem.total))];
      case 'customer-limit-reached':
        return [refused.customerMax(problem.placesMax)];
      case 'too-many-places':
        return [refused.tooMany(problem.placesMax)];
      case 'email-not-verified':
        return general('email-not-verified');
      case 'sales-not-open':
        return problem.opensAt !== undefined && Date.parse(problem.opensAt) > serverNow()
          ? [refused.opens(dateTime(problem.opensAt, event.timeZone))]
          : [refused.closed];
      case 'area-sold-out':
        return problem.conflicts.map(({ areaId, available }) => refused.areaLeft(names.section(areaId), available));
      case 'ticket-type-sold-out':
        return problem.shortages.map(({ type, available }) => refused.typeLeft(typeName(type), available));
      case 'ticket-types-not-allowed':
        return problem.types.flatMap(({ type, placesMax, onlyWith }) => [
          ...(onlyWith ? [texts.seats.chosen.onlyWith(typeName(type), onlyWith.map(typeName).join(', '))] : []),
          ...(placesMax === undefined ? [] : [texts.seats.chosen.atMost(typeName(type), placesMax)]),
        ]);
      case 'code-not-found':
      case 'code-not-usable':
      case 'code-used-up':
      case 'code-limit-reached':
        return general(problem.code, refused.withoutCode);
      case 'overlapping-journey':
        return general(problem.code, refused.journeys);
      default:
        return undefined;
    }
  };
}

function SendMail() {
  const texts = useTexts();
  const { refused } = texts.seats;
  const mail = useMutation({ mutationFn: async () => unwrap(await call('request-verification-mail')) });
  if (mail.isSuccess) return <p role="status">{refused.mailSent}</p>;
  return (
    <>
      {mail.isError && <p role="alert">{textOf(texts, mail.error)}</p>}
      <Button look="secondary" isPending={mail.isPending} onPress={() => mail.mutate()}>
        {refused.sendMail}
      </Button>
    </>
  );
}
