/** The routes of mail. */
import type { Route } from '../route.ts';

export const MAIL_ROUTES = {} as const satisfies Record<string, Route>;
