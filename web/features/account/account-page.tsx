/** The account of the visitor: profile, address, password, data, and the end of both session and account. */
import { Navigate } from 'react-router';
import { useSession } from '../../api/use-session.ts';
import { useTexts } from '../../i18n/speech.tsx';
import { Page } from '../../ui/page.tsx';
import { Loading } from '../../ui/skeleton.tsx';
import { AddressSection } from './address-section.tsx';
import { DataSection } from './data-section.tsx';
import { DeleteSection } from './delete-section.tsx';
import { PasswordSection } from './password-section.tsx';
import { ProfileSection } from './profile-section.tsx';

export default function AccountPage() {
  const { account } = useTexts();
  const session = useSession();
  if (session.is === 'signed-out') return <Navigate to="/signin?return=%2Faccount" replace />;
  return (
    <Page heading={account.page.heading} isNarrow>
      {session.is === 'unknown' ? (
        <Loading outlines={[{ height: '16rem' }, { height: '12rem' }]} />
      ) : (
        <>
          <ProfileSection user={session.user} />
          <AddressSection user={session.user} />
          <PasswordSection user={session.user} />
          <DataSection />
          <DeleteSection user={session.user} />
        </>
      )}
    </Page>
  );
}
