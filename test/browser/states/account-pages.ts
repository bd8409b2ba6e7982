/** States of signing in, registering, new passwords, and the account. */
import { PASSWORD } from '../../support/accounts.ts';
import { delay, goOffline, press, type State, seeHeading, seeText, type Visit } from './state.ts';

const fill = async ({ page }: Visit, label: string, value: string): Promise<void> =>
  page.getByLabel(label, { exact: true }).first().fill(value);

async function openAccount(visit: Visit): Promise<void> {
  await visit.signIn();
  await visit.page.goto('/account');
  await seeHeading(visit, visit.texts.account.page.profile);
}

export const ACCOUNT_PAGES: State[] = [
  {
    name: 'sign-in/empty',
    route: '/signin',
    async reach(visit) {
      await visit.page.goto('/signin');
      await seeHeading(visit, visit.texts.account.signIn.heading);
    },
  },
  {
    name: 'sign-in/missing',
    route: '/signin',
    async reach(visit) {
      await visit.page.goto('/signin');
      await press(visit, visit.texts.account.signIn.submit);
      await seeText(visit, visit.texts.account.fields.missing);
    },
  },
  {
    name: 'sign-in/wrong-password',
    route: '/signin',
    answers: [401],
    async reach(visit) {
      const { fields, signIn } = visit.texts.account;
      await visit.page.goto('/signin');
      await fill(visit, fields.email, 'ada@holdfast.example');
      await fill(visit, fields.password, 'not this one');
      await press(visit, signIn.submit);
      await seeText(visit, visit.texts.problems['bad-credentials']);
    },
  },
  {
    name: 'sign-in/as-guest',
    route: '/signin',
    async reach(visit) {
      const address = `/events/${visit.scene.concert.id}/seats?hold=1`;
      await visit.page.goto(`/signin?return=${encodeURIComponent(address)}`);
      await seeHeading(visit, visit.texts.account.guest.heading);
    },
  },
  {
    name: 'sign-in/guest-link-sent',
    route: '/signin',
    async reach(visit) {
      const { fields, guest } = visit.texts.account;
      await visit.page.goto(`/signin?return=${encodeURIComponent(`/events/${visit.scene.concert.id}/seats`)}`);
      const form = visit.page.getByRole('form', { name: guest.heading });
      await form.getByLabel(fields.name).fill('Ada Sommer');
      await form.getByLabel(fields.email).fill('ada@holdfast.example');
      await press(visit, guest.submit);
      await seeText(visit, guest.sent('ada@holdfast.example'));
    },
  },
  {
    name: 'sign-in/session-over',
    route: '/signin',
    answers: [401],
    async reach(visit) {
      await visit.signIn();
      await visit.page.context().clearCookies();
      await visit.page.goto('/bookings');
      await seeText(visit, visit.texts.app.session.expired);
    },
  },
  {
    name: 'register/empty',
    route: '/register',
    async reach(visit) {
      await visit.page.goto('/register');
      await seeHeading(visit, visit.texts.account.register.heading);
    },
  },
  {
    name: 'register/faults',
    route: '/register',
    answers: [422, 400],
    async reach(visit) {
      const { fields, register } = visit.texts.account;
      await visit.page.goto('/register');
      await fill(visit, fields.name, 'Ada');
      await fill(visit, fields.email, 'ada@holdfast.example');
      await fill(visit, fields.password, 'short');
      await press(visit, register.submit);
      await seeText(visit, fields.weakLength);
    },
  },
  {
    name: 'register/taken',
    route: '/register',
    answers: [409],
    async reach(visit) {
      const { fields, register } = visit.texts.account;
      const email = 'taken@holdfast.example';
      await visit.world.invoke('register', { body: { email, password: PASSWORD, name: 'Ada' } });
      await visit.page.goto('/register');
      await fill(visit, fields.name, 'Ada');
      await fill(visit, fields.email, email);
      await fill(visit, fields.password, PASSWORD);
      await press(visit, register.submit);
      await visit.page.locator('[aria-invalid=true], [role=alert]').first().waitFor();
    },
  },
  {
    name: 'reset/empty',
    route: '/reset-password',
    async reach(visit) {
      await visit.page.goto('/reset-password');
      await seeHeading(visit, visit.texts.account.reset.heading);
    },
  },
  {
    name: 'reset/sent',
    route: '/reset-password',
    async reach(visit) {
      const { fields, reset } = visit.texts.account;
      await visit.page.goto('/reset-password');
      await fill(visit, fields.email, 'ada@holdfast.example');
      await press(visit, reset.submit);
      await seeText(visit, reset.sent('ada@holdfast.example'));
    },
  },
  {
    name: 'account/loading',
    route: '/account',
    async reach(visit) {
      await visit.signIn();
      await delay(visit, /\/v1\/auth\/cookie\/refresh/);
      await visit.page.goto('/account');
      await visit.page.getByRole('status', { name: visit.texts.app.loading }).waitFor();
    },
  },
  { name: 'account/own', route: '/account', reach: openAccount },
  {
    name: 'account/saved',
    route: '/account',
    async reach(visit) {
      await openAccount(visit);
      await fill(visit, visit.texts.account.fields.name, 'Ada Maria Sommer');
      await press(visit, visit.texts.account.page.save);
      await seeText(visit, visit.texts.account.page.saved);
    },
  },
  {
    name: 'account/mail-sent',
    route: '/account',
    async reach(visit) {
      await openAccount(visit);
      await press(visit, visit.texts.account.page.sendMail);
      await visit.page.getByRole('status').filter({ hasText: '@' }).waitFor();
    },
  },
  {
    name: 'account/wrong-password',
    route: '/account',
    answers: [401, 403],
    async reach(visit) {
      const { fields, page } = visit.texts.account;
      await openAccount(visit);
      await visit.page.locator('summary').nth(1).click();
      const form = visit.page.getByRole('form', { name: page.changePassword });
      await form.getByLabel(fields.currentPassword, { exact: true }).fill('not this one');
      await form.getByLabel(fields.newPassword, { exact: true }).fill('another long sentence');
      await form.getByRole('button', { name: page.changePassword }).click();
      await seeText(visit, fields.wrongPassword);
    },
  },
  {
    name: 'account/change-address',
    route: '/account',
    async reach(visit) {
      await openAccount(visit);
      await visit.page.locator('summary').first().click();
      await visit.page.getByLabel(visit.texts.account.fields.newEmail).waitFor();
    },
  },
  {
    name: 'account/delete',
    route: '/account',
    async reach(visit) {
      await openAccount(visit);
      await press(visit, visit.texts.account.page.delete);
      await visit.page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'account/offline',
    route: '/account',
    isOffline: true,
    async reach(visit) {
      await openAccount(visit);
      await goOffline(visit);
      await fill(visit, visit.texts.account.fields.name, 'Ada Maria');
      await seeText(visit, visit.texts.app.offline);
    },
  },
];
