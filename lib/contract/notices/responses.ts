/** The response of the log of notices. */
import * as z from 'zod/mini';
import { component, described, string } from '../schema-parts.ts';
import { Notice } from './notices.ts';

export const NoticesPage = component(
  'NoticesPage',
  z.strictObject({
    items: described(
      z.array(Notice),
      'in the order of the log: those of one booking, or of one event, follow its history',
    ),
    nextCursor: described(
      z.clone(string),
      'the position of the last item, or `after` if there is none; never null. Keep it once the items are handled, and ask again with it. No notice appears later before it',
    ),
  }),
);
export type NoticesPage = z.infer<typeof NoticesPage>;

export const NOTICE_RESPONSES = { 'list-notices': { 200: NoticesPage } } as const;
