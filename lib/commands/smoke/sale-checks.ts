/**
 * The checks that call the API of a stage: a password change, an edit and a sale, with their journal entries. They use an account and
 * an event of their own. The event is free, has one place, and is on sale for seconds. At the end the booking and the event are
 * cancelled, and the account is deleted.
 */
import type { SignedIn } from '../../contract/accounts/responses.ts';
import type { Booking } from '../../contract/bookings/responses.ts';
import type { Event } from '../../contract/events/responses.ts';
import type { Hold } from '../../contract/holds/responses.ts';
import type { Role } from '../../domain/account.ts';
import type { JournalEntry } from '../../domain/journal.ts';
import { MINUTE_MS } from '../../domain/time.ts';
import type { Api } from './api.ts';
import type { Check } from './checks.ts';

/** The needs of the checks besides the API: the operator's own rights on the tables, the clock and randomness. */
export interface SmokeTools {
  api: Api;
  /** Gives the account a role, as `npm run grant-role` does. */
  giveRole(userId: string, role: Role): Promise<unknown>;
  readJournal(subjectId: string): Promise<JournalEntry[]>;
  /** A new random text. */
  secret(): string;
  now(): number;
  pause(ms: number): Promise<unknown>;
}

/** Everything that the checks have made so far. */
interface Made {
  account?: SignedIn;
  /** The present password of the account. */
  password?: string;
  event?: Event;
  booking?: Booking;
}

/** If a check leaves the event behind, it ends by itself soon. */
const STARTS_IN_MS = 45 * MINUTE_MS;
const LASTS_MS = 5 * MINUTE_MS;
/** Publish-history follows within seconds; its function may have to start first. */
const JOURNAL_TRIES_MAX = 45;
const JOURNAL_EVERY_MS = 2_000;

export function saleChecks(tools: SmokeTools): Check[] {
  const { api, giveRole, now } = tools;
  const made: Made = {};
  const needed = <Name extends keyof Made>(name: Name): NonNullable<Made[Name]> => {
    const found = made[name];
    if (found) return found;
    throw new Error(`it needs the ${name} of an earlier check, which failed`);
  };
  const signedIn = () => {
    const { accessToken: token, user } = needed('account');
    return { token, userId: user.id };
  };
  const edit = (body: object, expected: number) =>
    api<Event>({ method: 'PATCH', path: `/v1/events/${needed('event').id}`, token: signedIn().token, body }, expected);
  return [
    {
      name: 'a registration and a password change',
      async run() {
        const password = tools.secret();
        const email = `smoke-${tools.secret().toLowerCase()}@holdfast.example`;
        made.account = await api(
          { method: 'POST', path: '/v1/auth/register', body: { email, password, name: 'Smoke test' } },
          201,
        );
        const { token, userId } = signedIn();
        made.password = password;
        const newPassword = tools.secret();
        const body = { currentPassword: password, newPassword };
        await api({ method: 'POST', path: '/v1/auth/password', token, body }, 204);
        made.password = newPassword;
        await entriesOf(tools, userId, ['user.password-changed']);
        return `journal entry of ${userId}`;
      },
    },
    {
      name: 'a change of a role, in accounts and journal',
      async run() {
        const { userId } = signedIn();
        await giveRole(userId, 'organizer');
        await entriesOf(tools, userId, ['user.role-changed']);
        return undefined;
      },
    },
    {
      name: 'an event and its edit',
      async run() {
        const startsAt = now() + STARTS_IN_MS;
        made.event = await api(
          {
            method: 'POST',
            path: '/v1/events',
            token: signedIn().token,
            key: tools.secret(),
            body: smokeEvent(startsAt),
          },
          201,
        );
        await edit({ title: 'Smoke test, edited' }, 200);
        await entriesOf(tools, made.event.id, ['event.published', 'event.edited']);
        return made.event.id;
      },
    },
    {
      name: 'a sale and its cancellation',
      async run() {
        const { token } = signedIn();
        const held = { seats: ['a/A-1'] };
        const path = `/v1/events/${needed('event').id}/holds`;
        const hold = await api<Hold>({ method: 'POST', path, token, key: tools.secret(), body: held }, 201);
        const booking = await api<Booking>(
          { method: 'POST', path: '/v1/bookings', token, key: tools.secret(), body: { holdId: hold.id } },
          201,
        );
        made.booking = booking;
        await api(
          { method: 'POST', path: `/v1/bookings/${booking.id}/cancel`, token, key: tools.secret(), body: {} },
          200,
        );
        return booking.id;
      },
    },
    {
      name: 'the removal of what was made',
      async run() {
        if (!made.account) return 'nothing was made';
        if (made.event) await edit({ status: 'cancelled' }, 200);
        await giveRole(made.account.user.id, 'customer');
        const { token } = signedIn();
        const body = { currentPassword: needed('password') };
        await api({ method: 'DELETE', path: '/v1/auth/me', token, body }, 204);
        return undefined;
      },
    },
    {
      name: 'the journal of the sale, through the stream',
      async run() {
        const { id } = needed('booking');
        await entriesOf(tools, id.replace(/^bkg_/, ''), ['hold.placed', 'booking.confirmed', 'booking.cancelled']);
        return undefined;
      },
    },
  ];
}

function smokeEvent(startsAt: number) {
  return {
    kind: 'other',
    title: 'Smoke test',
    startsAt: new Date(startsAt).toISOString(),
    endsAt: new Date(startsAt + LASTS_MS).toISOString(),
    cancellationClosesMinutes: 0,
    currency: 'EUR',
    sections: [{ kind: 'seated', id: 'a', name: 'A', price: 0, rows: [{ row: 'A', count: 1 }] }],
  };
}

/** Waits until the journal has an entry of each of these actions. */
async function entriesOf({ readJournal, pause }: SmokeTools, subjectId: string, expected: string[]): Promise<void> {
  let missing = expected;
  for (let tried = 1; tried <= JOURNAL_TRIES_MAX; tried++) {
    const actions = (await readJournal(subjectId)).map(({ action }) => action as string);
    missing = expected.filter(action => !actions.includes(action));
    if (missing.length === 0) return;
    await pause(JOURNAL_EVERY_MS);
  }
  throw new Error(`the journal of ${subjectId} has no ${missing.join(', ')}`);
}
