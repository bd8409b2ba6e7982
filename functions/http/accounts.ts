/** The accounts function: registration, sessions, passwords, profiles, and organizations; on test stages also customers of demonstrations. */
import { ACCOUNT_REQUESTS } from '../../lib/contract/accounts/requests.ts';
import { Refusal } from '../../lib/domain/refusals.ts';
import { composed } from '../../lib/lambda/compose/http-service.ts';
import { paged } from '../../lib/lambda/http/cursors.ts';
import {
  accepted,
  type BindingsOf,
  created,
  httpFunction,
  noContent,
  ok,
} from '../../lib/lambda/http/http-function.ts';
import { replyWithCookie, replyWithoutCookie } from '../../lib/lambda/http/session-cookie.ts';
import { changeEmail } from '../../lib/usecases/accounts/change-email.ts';
import { changePassword } from '../../lib/usecases/accounts/change-password.ts';
import { deleteOwnAccount } from '../../lib/usecases/accounts/delete-account.ts';
import { editProfile } from '../../lib/usecases/accounts/edit-profile.ts';
import { exportAccount } from '../../lib/usecases/accounts/export-account.ts';
import { login } from '../../lib/usecases/accounts/login.ts';
import { logout } from '../../lib/usecases/accounts/logout.ts';
import { openGuestSession } from '../../lib/usecases/accounts/open-guest-session.ts';
import { readProfile } from '../../lib/usecases/accounts/read-profile.ts';
import { refresh } from '../../lib/usecases/accounts/refresh.ts';
import { register } from '../../lib/usecases/accounts/register.ts';
import { requestEmailChange } from '../../lib/usecases/accounts/request-email-change.ts';
import { requestGuestLink } from '../../lib/usecases/accounts/request-guest-link.ts';
import { requestPasswordReset } from '../../lib/usecases/accounts/request-password-reset.ts';
import { requestVerificationMail } from '../../lib/usecases/accounts/request-verification-mail.ts';
import { resetPassword } from '../../lib/usecases/accounts/reset-password.ts';
import { verifyEmail } from '../../lib/usecases/accounts/verify-email.ts';
import { createDemoCustomers } from '../../lib/usecases/demo/create-demo-customers.ts';
import { acceptInvitation } from '../../lib/usecases/organizations/accept-invitation.ts';
import { changeMember } from '../../lib/usecases/organizations/change-member.ts';
import { editOrganization } from '../../lib/usecases/organizations/edit-organization.ts';
import { inviteMember } from '../../lib/usecases/organizations/invite-member.ts';
import { listInvitations } from '../../lib/usecases/organizations/list-invitations.ts';
import { listMembers } from '../../lib/usecases/organizations/list-members.ts';
import { listOrganizations } from '../../lib/usecases/organizations/list-organizations.ts';
import { readOrganization } from '../../lib/usecases/organizations/read-organization.ts';
import { removeMember } from '../../lib/usecases/organizations/remove-member.ts';
import { withdrawInvitation } from '../../lib/usecases/organizations/withdraw-invitation.ts';

export const accounts: BindingsOf<'accounts'> = {
  register: async (deps, call, { body }) => created(await register(deps, call, body)),
  login: async (deps, call, { body }) => ok(await login(deps, call, body)),
  refresh: async (deps, call, { body }) => ok(await refresh(deps, call, body)),
  logout: async (deps, call, { body }) => {
    await logout(deps, call, body);
    return noContent;
  },
  'register-with-cookie': async (deps, call, { body }, service) =>
    replyWithCookie(201, await register(deps, call, body), service),
  'login-with-cookie': async (deps, call, { body }, service) =>
    replyWithCookie(200, await login(deps, call, body), service),
  'refresh-with-cookie': async (deps, call, _request, service) =>
    replyWithCookie(200, await refresh(deps, call, call), service),
  'logout-with-cookie': async (deps, call, _request, service) => {
    await logout(deps, call, call).catch(passInvalidToken);
    return replyWithoutCookie(service);
  },
  'open-guest-session-with-cookie': async (deps, call, { body }, service) =>
    replyWithCookie(201, await openGuestSession(deps, call, body), service),
  'change-password': async (deps, call, { body }) => {
    await changePassword(deps, call, body);
    return noContent;
  },
  'export-account': async (deps, call, { query }) =>
    ok(await paged('export-account', call, query, page => exportAccount(deps, call, page))),
  'delete-account': async (deps, call, { body }) => {
    await deleteOwnAccount(deps, call, body);
    return noContent;
  },
  'read-profile': async (deps, call) => ok(await readProfile(deps, call)),
  'edit-profile': async (deps, call, { body }) => ok(await editProfile(deps, call, body)),
  'request-verification-mail': async (deps, call) => {
    await requestVerificationMail(deps, call);
    return accepted();
  },
  'verify-email': async (deps, call, { body }) => {
    await verifyEmail(deps, call, body);
    return noContent;
  },
  'request-password-reset': async (deps, call, { body }) => {
    await requestPasswordReset(deps, call, body);
    return accepted();
  },
  'reset-password': async (deps, call, { body }) => {
    await resetPassword(deps, call, body);
    return noContent;
  },
  'request-email-change': async (deps, call, { body }) => {
    await requestEmailChange(deps, call, body);
    return accepted();
  },
  'change-email': async (deps, call, { body }) => {
    await changeEmail(deps, call, body);
    return noContent;
  },
  'request-guest-link': async (deps, call, { body }) => {
    await requestGuestLink(deps, call, body);
    return accepted();
  },
  'open-guest-session': async (deps, call, { body }) => created(await openGuestSession(deps, call, body)),
  'create-demo-customers': async (deps, call, { body }) => created(await createDemoCustomers(deps, call, body)),
  'list-organizations': async (deps, call, { query }) =>
    ok(await paged('list-organizations', call, query, page => listOrganizations(deps, call, page))),
  'read-organization': async (deps, call, { params }) => ok(await readOrganization(deps, call, params.organizationId)),
  'edit-organization': async (deps, call, { params, body }) =>
    ok(await editOrganization(deps, call, params.organizationId, body)),
  'list-members': async (deps, call, { params, query }) =>
    ok(
      await paged('list-members', call, { ...query, ...params }, page =>
        listMembers(deps, call, params.organizationId, page),
      ),
    ),
  'change-member': async (deps, call, { params, body }) => ok(await changeMember(deps, call, { ...params, ...body })),
  'remove-member': async (deps, call, { params }) => {
    await removeMember(deps, call, params);
    return noContent;
  },
  'invite-member': async (deps, call, { params, body }) =>
    created(await inviteMember(deps, call, params.organizationId, body)),
  'list-invitations': async (deps, call, { params, query }) =>
    ok(
      await paged('list-invitations', call, { ...query, ...params }, page =>
        listInvitations(deps, call, params.organizationId, page),
      ),
    ),
  'withdraw-invitation': async (deps, call, { params }) => {
    await withdrawInvitation(deps, call, params);
    return noContent;
  },
  'accept-invitation': async (deps, call, { body }) => ok(await acceptInvitation(deps, call, body)),
};

/** The session of the cookie has ended already: only the cookie is left to be cleared. */
function passInvalidToken(error: unknown): void {
  if (!(error instanceof Refusal) || error.code !== 'invalid-refresh-token') throw error;
}

export const handler = httpFunction(accounts, ACCOUNT_REQUESTS, composed);
