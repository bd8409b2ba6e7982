/** States of the page that opens the links of mails. */
import type { Link } from '../../../lib/domain/links.ts';
import { HOUR_MS } from '../../../lib/domain/time.ts';
import { hold, pay } from '../../support/world.ts';
import { ownEvent } from './scene.ts';
import { press, type State, seeHeading, seeText, type Visit } from './state.ts';

const route = '/links';

async function open(visit: Visit, link: Link, endsIn = HOUR_MS): Promise<void> {
  const { linkTokens } = visit.world.service.dependencies;
  const token = await linkTokens.sign({ link, expiresAt: visit.world.now + endsIn }, visit.world.now);
  await visit.page.goto(`/links#${link.purpose}=${token}`);
  await seeHeading(visit, visit.texts.links.purposes[link.purpose].title);
}

const GUEST = { purpose: 'guest', linkId: 'link-1', email: 'guest@holdfast.example', name: 'Ada' } as const;
const RESET = { purpose: 'reset', userId: 'usr_1', email: 'ada@holdfast.example', passwordVersion: 0 } as const;

async function openBooking(visit: Visit): Promise<void> {
  const event = await ownEvent(visit);
  const visitor = await visit.world.signedUp();
  const held = await hold(visit.world, visitor, event, ['stalls/A-1', 'stalls/A-2']);
  await pay(visit.world, visitor, held.body);
  await open(visit, { purpose: 'booking', claimId: held.body.id.slice(4) as never });
}

export const LINKS_PAGE: State[] = [
  {
    name: 'links/none',
    route,
    async reach(visit) {
      await visit.page.goto('/links');
      await seeText(visit, visit.texts.links.noLink);
    },
  },
  {
    name: 'links/verify',
    route,
    reach: visit => open(visit, { purpose: 'verify', userId: 'usr_1', email: 'ada@holdfast.example' }),
  },
  {
    name: 'links/verified',
    route,
    async reach(visit) {
      const { userId, email } = await visit.signIn();
      await open(visit, { purpose: 'verify', userId, email });
      await press(visit, visit.texts.links.purposes.verify.buttonSignedIn);
      await seeText(visit, visit.texts.links.purposes.verify.done ?? '');
    },
  },
  {
    name: 'links/other-account',
    route,
    answers: [403, 409],
    async reach(visit) {
      await visit.signIn();
      await open(visit, { purpose: 'verify', userId: 'usr_1', email: 'ada@holdfast.example' });
      await press(visit, visit.texts.links.purposes.verify.buttonSignedIn);
      await visit.page.getByRole('alert').waitFor();
    },
  },
  { name: 'links/reset', route, reach: visit => open(visit, RESET) },
  { name: 'links/guest', route, reach: visit => open(visit, GUEST) },
  {
    name: 'links/expired',
    route,
    answers: [401, 403, 409, 410, 422, 400],
    async reach(visit) {
      await open(visit, GUEST, -HOUR_MS);
      await press(visit, visit.texts.links.purposes.guest.button);
      await visit.page.getByRole('alert').waitFor();
      await visit.page.getByRole('form', { name: visit.texts.account.guest.heading }).waitFor();
    },
  },
  {
    name: 'links/invitation',
    route,
    reach: visit => open(visit, { purpose: 'invitation', organizationId: 'org_1', invitationId: 'inv_1' }),
  },
  { name: 'links/booking', route, reach: openBooking },
  {
    name: 'links/booking-shown',
    route,
    async reach(visit) {
      await openBooking(visit);
      await press(visit, visit.texts.links.purposes.booking.button);
      await visit.page.getByRole('article').waitFor();
    },
  },
];
