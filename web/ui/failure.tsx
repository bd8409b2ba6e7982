/** Says why a call failed, and offers what helps: trying again, waiting, or signing in. */
import { useEffect, useState } from 'react';
import { useLocation } from 'react-router';
import { type FailureKind, failureKindOf, problemOf, waitSecondsOf } from '../api/problems.ts';
import type { WebTexts } from '../i18n/languages.ts';
import { useTexts } from '../i18n/speech.tsx';
import { Button, ButtonLink } from './button.tsx';
import { Notice } from './notice.tsx';

interface FailureProps {
  error: unknown;
  /** Repeats the call, with the same idempotency key where it has one. */
  onAgain?: (() => void) | undefined;
  /** The call changes something: without an answer its outcome is not known. */
  isChange?: boolean;
  /** Instead of the general text, where the page knows more. */
  text?: string | undefined;
}

export function Failure({ error, onAgain, isChange = false, text }: FailureProps) {
  const texts = useTexts();
  const { pathname, search } = useLocation();
  const kind = failureKindOf(error);
  const { app } = texts;
  const requestId = kind === 'again' ? requestIdOf(error) : undefined;
  return (
    <Notice kind="danger" isFocused>
      <p>{text ?? textOf(texts, error, kind, isChange)}</p>
      {requestId !== undefined && <p>{app.failure.requestId(requestId)}</p>}
      {kind === 'sign-in' && (
        <ButtonLink to={`/signin?return=${encodeURIComponent(pathname + search)}`}>
          {app.session.signInAgain}
        </ButtonLink>
      )}
      {kind === 'wait' && onAgain && <Wait seconds={waitSecondsOf(error) ?? 1} onAgain={onAgain} />}
      {(kind === 'again' || kind === 'offline') && onAgain && (
        <Button look="secondary" onPress={onAgain}>
          {app.failure.again}
        </Button>
      )}
    </Notice>
  );
}

/** The text about an error, by the code of its problem. */
export function textOf(
  texts: WebTexts,
  error: unknown,
  kind: FailureKind = failureKindOf(error),
  isChange = false,
): string {
  const { failure, session } = texts.app;
  if (kind === 'sign-in') return session.expired;
  if (kind === 'offline') return failure.offline;
  const code = problemOf(error)?.code;
  if (code !== undefined && code in texts.problems) return texts.problems[code as keyof typeof texts.problems];
  if (kind === 'refused') return texts.problems.other;
  if (code !== undefined) return failure.unexpected;
  return isChange ? failure.unknownOutcome : failure.noAnswer;
}

const requestIdOf = (error: unknown): string | undefined =>
  (problemOf(error) as { requestId?: string } | undefined)?.requestId;

/** Counts down, then shows the button. */
function Wait({ seconds, onAgain }: { seconds: number; onAgain: () => void }) {
  const { app } = useTexts();
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    if (left <= 0) return undefined;
    const timer = setTimeout(() => setLeft(left - 1), 1_000);
    return () => clearTimeout(timer);
  }, [left]);
  if (left > 0) return <p>{app.failure.wait(left)}</p>;
  return (
    <Button look="secondary" onPress={onAgain}>
      {app.failure.again}
    </Button>
  );
}
