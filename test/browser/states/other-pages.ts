/** States of the race, of the pages that the footer leads to, and of addresses without a page. */
import { press, type State, seeHeading, seeText, type Visit } from './state.ts';

const LEGAL = [
  ['terms', '/terms'],
  ['privacy', '/privacy'],
  ['legalNotice', '/legal-notice'],
] as const;

async function openRace(visit: Visit): Promise<void> {
  await visit.signIn('organizer');
  await visit.page.goto('/race');
  await seeHeading(visit, visit.texts.race.choose);
}

export const OTHER_PAGES: State[] = [
  {
    name: 'race/customer',
    route: '/race',
    async reach(visit) {
      await visit.signIn();
      await visit.page.goto('/race');
      await seeText(visit, visit.texts.race.notYou);
    },
  },
  { name: 'race/choice', route: '/race', reach: openRace },
  {
    name: 'race/result',
    route: '/race',
    answers: [409],
    async reach(visit) {
      await openRace(visit);
      await press(visit, visit.texts.race.start);
      await visit.page.getByRole('button', { name: visit.texts.race.again, exact: true }).waitFor();
      await seeText(visit, visit.texts.race.released);
    },
  },
  ...LEGAL.map(
    ([name, path]): State => ({
      name: `legal${path}`,
      route: path,
      async reach(visit) {
        await visit.page.goto(path);
        await seeHeading(visit, visit.texts.account.legal[name].heading);
        await seeText(visit, visit.texts.account.legal.missing);
      },
    }),
  ),
  {
    name: 'not-found/page',
    route: '*',
    answers: [404],
    async reach(visit) {
      await visit.page.goto('/events/nothing/here');
      await seeHeading(visit, visit.texts.app.notFound.heading);
    },
  },
  {
    name: 'broken/page',
    route: '/register',
    complaints: /net::ERR_FAILED|dynamically imported module|error occurred/i,
    async reach(visit) {
      await visit.page.route(/\/assets\/register-page-/, request => request.abort());
      await visit.page.goto('/register');
      await seeHeading(visit, visit.texts.app.failure.heading);
    },
  },
];
