/** The content of a page for visitors with a session. Without one they sign in first, and then return to this page. */
import type { ReactNode } from 'react';
import { Navigate, useLocation } from 'react-router';
import { useSession } from '../api/use-session.ts';

export function SignedIn({ children }: { children: ReactNode }) {
  const session = useSession();
  const { pathname, search } = useLocation();
  if (session.is === 'signed-out') {
    return <Navigate replace to={`/signin?return=${encodeURIComponent(pathname + search)}`} />;
  }
  return children;
}
