/** The headers of each page and file of the web app, as CloudFront sends them. */
import { appPolicy, permissionsPolicy } from '../../deployment/web-app.ts';
import { SECURITY_HEADERS } from './security-headers.ts';

/** Each page and file says itself how long it may be kept. */
const { 'cache-control': _ofData, ...SECURITY } = SECURITY_HEADERS;

/** `hasStripe`: the pages may load Stripe.js. */
export const appHeaders = ({ hasStripe }: { hasStripe: boolean }): Record<string, string> => ({
  ...SECURITY,
  'content-security-policy': appPolicy({ hasStripe }),
  'permissions-policy': permissionsPolicy({ hasStripe }),
});
