/** The pages that the footer leads to: a link to the page of the operator, if the stage has one. */
import { useQuery } from '@tanstack/react-query';
import { useLocation } from 'react-router';
import { read } from '../../api/queries.ts';
import { useTexts } from '../../i18n/speech.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Page } from '../../ui/page.tsx';
import { Loading } from '../../ui/skeleton.tsx';

const PAGES = { '/terms': 'terms', '/privacy': 'privacy', '/legal-notice': 'legalNotice' } as const;

export default function LegalPage() {
  const { legal } = useTexts().account;
  const { pathname } = useLocation();
  const name = PAGES[pathname.replace(/\/+$/, '') as keyof typeof PAGES] ?? 'terms';
  const stage = useQuery(read('read-stage'));
  const address = stage.data?.links?.[name];
  return (
    <Page key={name} heading={legal[name].heading} isNarrow>
      <p>{legal[name].text}</p>
      {stage.isPending && <Loading outlines={[{ height: '3rem' }]} />}
      {stage.isError && <Failure error={stage.error} onAgain={() => void stage.refetch()} />}
      {stage.data && (address === undefined ? <p>{legal.missing}</p> : <a href={address}>{legal.open}</a>)}
    </Page>
  );
}
