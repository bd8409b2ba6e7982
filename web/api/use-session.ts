/** The session as a component sees it. */
import { useSyncExternalStore } from 'react';
import { onSession, readSession, type SessionState, userIdOfDevice } from './session.ts';

export const useSession = (): SessionState => useSyncExternalStore(onSession, readSession);

export const useUserIdOfDevice = (): string | undefined => useSyncExternalStore(onSession, userIdOfDevice);
