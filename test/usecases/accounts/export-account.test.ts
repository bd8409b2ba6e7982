/** The export of an account: everything that is kept of its owner, and nothing of other people. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { ExportedPart } from '../../../lib/contract/accounts/export-responses.ts';
import type { SignedIn } from '../../../lib/contract/accounts/responses.ts';
import { ACCOUNT_RESPONSES } from '../../../lib/contract/accounts/responses.ts';
import type { CallerCall } from '../../../lib/ports/calls.ts';
import { changePassword } from '../../../lib/usecases/accounts/change-password.ts';
import { giveRole } from '../../../lib/usecases/accounts/change-role.ts';
import { deleteUser } from '../../../lib/usecases/accounts/delete-account.ts';
import { exportAccount } from '../../../lib/usecases/accounts/export-account.ts';
import { login } from '../../../lib/usecases/accounts/login.ts';
import { cancelBooking } from '../../../lib/usecases/bookings/cancel-booking.ts';
import { keyedCall, MINUTE, openUseCases, START, type UseCases } from '../open-use-cases.ts';
import { paid, placed, publish, refusalOf } from '../sales.ts';
import { callAs, callOf, PASSWORD, registered, withRole } from './people.ts';

let useCases: UseCases;
let someone: SignedIn;
let call: CallerCall;
beforeEach(async () => {
  useCases = await openUseCases();
  someone = await registered(useCases);
  call = await callAs(useCases, someone);
});

/** Exports in pages of this many parts, and returns the pages. */
async function pagesOf(limit: number, by = call): Promise<ExportedPart[][]> {
  const pages: ExportedPart[][] = [];
  for (let after: string | undefined; ; ) {
    const { items, next } = await exportAccount(useCases, by, { limit, ...(after !== undefined && { after }) });
    expect(
      ACCOUNT_RESPONSES['export-account'][200].safeParse({ items, nextCursor: next ?? null }).error,
    ).toBeUndefined();
    pages.push(items);
    if (next === undefined) return pages;
    after = next;
  }
}
const exported = async (limit = 100) => (await pagesOf(limit)).flat();
const ofKind = async <Kind extends ExportedPart['kind']>(kind: Kind) =>
  (await exported()).filter((part): part is Extract<ExportedPart, { kind: Kind }> => part.kind === kind);

/** One hold, one booking that was cancelled, two sessions, a changed role and a changed password. */
async function live(): Promise<void> {
  const eventId = await publish(useCases);
  const caller = call.caller;
  await placed(useCases, caller, eventId, ['a/A-1']);
  useCases.now += 1;
  const { id: bookingId } = await paid(useCases, caller, await placed(useCases, caller, eventId, ['a/A-2']));
  await cancelBooking(useCases, keyedCall(useCases, caller, 'cancel-booking'), { bookingId, reason: 'I am ill' });
  useCases.now += MINUTE;
  await login(useCases, callOf(useCases), { email: someone.user.email, password: PASSWORD });
  await giveRole(useCases, callOf(useCases), { userId: caller.userId, role: 'organizer', actor: 'usr_of-an-admin' });
  const input = { currentPassword: PASSWORD, newPassword: 'another long sentence' };
  await changePassword(useCases, { ...call, now: useCases.now }, input);
}

describe('an export', () => {
  it('of a new account has its profile and its session, without hashes', async () => {
    expect(await exported()).toEqual([
      { kind: 'profile', profile: someone.user },
      {
        kind: 'session',
        startedAt: new Date(START).toISOString(),
        expiresAt: new Date(START + 7 * 24 * 60 * MINUTE).toISOString(),
        isCurrent: true,
      },
    ]);
  });

  it('has all sessions, the changes of the account, and every hold and booking with payments and history', async () => {
    await live();
    const parts = await exported();
    expect(parts.map(({ kind }) => kind)).toEqual([
      'profile',
      'session',
      'session',
      'account-change',
      'account-change',
      'booking',
      'hold',
    ]);
    expect((await ofKind('session')).map(({ isCurrent }) => isCurrent)).toEqual([false, true]);
    expect(await ofKind('account-change')).toMatchObject([
      { action: 'user.role-changed', by: 'another', from: 'customer', to: 'organizer' },
      { action: 'user.password-changed', by: 'you', to: 'changed' },
    ]);
    const [booking] = await ofKind('booking');
    expect(booking).toMatchObject({
      booking: { status: 'cancelled' },
      payments: [{ method: expect.any(String), amount: { amount: 5_000, currency: 'EUR' } }],
    });
    expect(booking?.history.at(0)).toEqual({ at: new Date(START + 1).toISOString(), action: 'hold.placed', by: 'you' });
    expect(booking?.history).toContainEqual(
      expect.objectContaining({ action: 'booking.cancelled', by: 'you', reason: 'I am ill' }),
    );
    expect(await ofKind('hold')).toMatchObject([{ hold: { status: 'active' }, payments: [] }]);
  });

  it('names no other person, and no hash', async () => {
    await live();
    const text = JSON.stringify(await exported());
    expect(text).not.toContain('usr_of-an-admin');
    expect(text).not.toMatch(/hash/i);
    const session = await useCases.sessions.read(call.caller.sessionId ?? '');
    expect(session?.tokenHash).toMatch(/./);
    expect(text).not.toContain(session?.tokenHash);
  });

  it.each([1, 2, 3, 5, 7])('in pages of %i has the same parts as on one page, each once', async limit => {
    await live();
    const pages = await pagesOf(limit);
    expect(pages.flat()).toEqual(await exported());
    for (const page of pages.slice(0, -1)) expect(page).toHaveLength(limit);
  });

  it('has nothing of other customers', async () => {
    await live();
    const other = await callAs(useCases, await registered(useCases));
    expect((await pagesOf(100, other)).flat().map(({ kind }) => kind)).toEqual(['profile', 'session']);
  });

  it('of a deleted account needs another account', async () => {
    const admin = await withRole(useCases, 'admin');
    await deleteUser(useCases, await callAs(useCases, admin), call.caller.userId);
    expect(await refusalOf(exportAccount(useCases, call, { limit: 20 }))).toEqual({
      code: 'unauthenticated',
      details: {},
    });
  });
});
