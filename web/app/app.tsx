/** The pages of the app by address. Each page is a file of its own, loaded when it is first shown. */
import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { RouterProvider } from 'react-aria-components';
import { BrowserRouter, Route, Routes, useHref, useLocation, useNavigate } from 'react-router';
import { queryClient } from '../api/queries.ts';
import type { Speech } from '../i18n/languages.ts';
import { SpeechProvider } from '../i18n/speech.tsx';
import { Announcer } from '../ui/announcer.tsx';
import { Loading } from '../ui/skeleton.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { NotFound } from './not-found.tsx';
import { Shell } from './shell.tsx';

const BookingPage = lazy(() => import('../features/bookings/booking-page.tsx'));
const BookingsPage = lazy(() => import('../features/bookings/bookings-page.tsx'));
const EventsPage = lazy(() => import('../features/events/events-page.tsx'));
const EventPage = lazy(() => import('../features/events/event-page.tsx'));
const SignInPage = lazy(() => import('../features/account/sign-in-page.tsx'));
const RegisterPage = lazy(() => import('../features/account/register-page.tsx'));
const ResetPasswordPage = lazy(() => import('../features/account/reset-password-page.tsx'));
const AccountPage = lazy(() => import('../features/account/account-page.tsx'));
const LinksPage = lazy(() => import('../features/account/links-page.tsx'));
const LegalPage = lazy(() => import('../features/account/legal-pages.tsx'));
const RacePage = lazy(() => import('../features/race/race-page.tsx'));
const SeatsPage = lazy(() => import('../features/seats/seats-page.tsx'));
const HoldPage = lazy(() => import('../features/hold/hold-page.tsx'));

export function App({ speech }: { speech: Speech }) {
  return (
    <SpeechProvider first={speech}>
      <QueryClientProvider client={queryClient}>
        <BrowserRouter>
          <Announcer>
            <Pages />
          </Announcer>
        </BrowserRouter>
      </QueryClientProvider>
    </SpeechProvider>
  );
}

function Pages() {
  const navigate = useNavigate();
  const { pathname } = useLocation();
  return (
    <RouterProvider navigate={navigate} useHref={useHref}>
      <Shell>
        <ErrorBoundary address={pathname}>
          <Suspense fallback={<Loading outlines={[{ height: '3rem', width: '60%' }, { height: '16rem' }]} />}>
            <Routes>
              <Route path="/" element={<EventsPage />} />
              <Route path="/events" element={<EventsPage />} />
              <Route path="/events/:eventId" element={<EventPage />} />
              <Route path="/signin" element={<SignInPage />} />
              <Route path="/register" element={<RegisterPage />} />
              <Route path="/reset-password" element={<ResetPasswordPage />} />
              <Route path="/account" element={<AccountPage />} />
              <Route path="/links" element={<LinksPage />} />
              {['/terms', '/privacy', '/legal-notice'].map(path => (
                <Route key={path} path={path} element={<LegalPage />} />
              ))}
              <Route path="/events/:eventId/seats" element={<SeatsPage />} />
              <Route path="/holds/:holdId" element={<HoldPage />} />
              <Route path="/bookings" element={<BookingsPage />} />
              <Route path="/bookings/:bookingId" element={<BookingPage />} />
              <Route path="/race" element={<RacePage />} />
              <Route path="*" element={<NotFound />} />
            </Routes>
          </Suspense>
        </ErrorBoundary>
      </Shell>
    </RouterProvider>
  );
}
