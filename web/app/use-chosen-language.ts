/** The language of the visitor and that of the own profile, which mails have. */
import { useEffect } from 'react';
import type { Language } from '../../lib/domain/languages.ts';
import { call } from '../api/client.ts';
import { changeUser } from '../api/session.ts';
import { useSession } from '../api/use-session.ts';
import { hasChosenLanguage } from '../i18n/languages.ts';
import { useSpeech } from '../i18n/speech.tsx';

/** Returns the function that chooses a language, here and in the profile. Without a choice here, that of the profile is used. */
export function useChosenLanguage(): (language: Language) => void {
  const { language, choose, follow } = useSpeech();
  const session = useSession();
  const own = session.is === 'signed-in' ? session.user.language : undefined;
  useEffect(() => {
    if (own && own !== language && !hasChosenLanguage()) void follow(own);
  }, [own, language, follow]);
  return chosen => {
    void choose(chosen);
    if (session.is === 'signed-in' && own !== chosen) void saveInProfile(chosen);
  };
}

/** The page has the language in any case: a failure only leaves that of mails. */
async function saveInProfile(language: Language): Promise<void> {
  const answer = await call('edit-profile', { body: { language } }).catch(() => undefined);
  if (answer?.ok) changeUser(answer.body);
}
