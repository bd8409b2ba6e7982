/** Says why a link cannot be used, and what to do. */
import { problemOf } from '../../api/problems.ts';
import { useTexts } from '../../i18n/speech.tsx';
import { Failure } from '../../ui/failure.tsx';

export function LinkFailure({ error, onAgain }: { error: Error; onAgain?: () => void }) {
  const { problems } = useTexts().links;
  const problem = problemOf(error) as { code: string; reason?: string } | undefined;
  const text = problem && (problems[`${problem.code} ${problem.reason}`] ?? problems[problem.code]);
  return <Failure error={error} isChange text={text} onAgain={onAgain} />;
}
