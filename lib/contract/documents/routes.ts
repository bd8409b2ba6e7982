/** The routes of documents of bookings. */
import type { Route } from '../route.ts';

export const DOCUMENT_ROUTES = {} as const satisfies Record<string, Route>;
