/**
 * The script of the page that opens the links of mails, as text: it runs in a browser. It does nothing before a button is pressed,
 * because scanners of mail servers open links. The token leaves the address bar at once, and is sent only in the body of a request. All
 * texts are put in as text, never as HTML.
 */
import { CURRENCIES, decimalsOf } from '../../domain/currencies.ts';
import { LINKS_PAGE_TEXTS } from './links-page-texts.ts';

/** `<` is escaped, so that no text can end the script. */
const texts = JSON.stringify(LINKS_PAGE_TEXTS).replaceAll('<', '\\u003c');

const decimals = JSON.stringify(
  Object.fromEntries(CURRENCIES.map(code => [code, decimalsOf(code)]).filter(([, digits]) => digits !== 2)),
);

export const LINKS_PAGE_SCRIPT = `'use strict';
const TEXTS = ${texts};
const DECIMALS = ${decimals};
const SIGN_IN = [
  { name: 'email', type: 'email', label: 'email', autocomplete: 'username' },
  { name: 'password', type: 'password', label: 'password', autocomplete: 'current-password' },
];
const NEW_PASSWORD = [
  { name: 'newPassword', type: 'password', label: 'newPassword', hint: 'newPasswordHint', autocomplete: 'new-password', minLength: 12 },
];
const OPEN = {
  verify: { fields: SIGN_IN, run: signedIn('/v1/auth/verifications') },
  change: { fields: SIGN_IN, run: signedIn('/v1/auth/change-email') },
  invitation: { fields: SIGN_IN, run: signedIn('/v1/invitations/accept') },
  reset: { fields: NEW_PASSWORD, run: input => post('/v1/auth/reset-password', { token, newPassword: input.newPassword }) },
  guest: { fields: [], run: openAsGuest },
  booking: { fields: [], run: showBooking, isRepeatable: true },
};
const language = (navigator.languages ?? [navigator.language]).map(tag => tag.slice(0, 2)).find(tag => TEXTS[tag]) ?? 'en';
const t = TEXTS[language];
document.documentElement.lang = language;
const main = document.querySelector('main');
const [purpose, token = ''] = location.hash.slice(1).split('=');
history.replaceState(null, '', location.pathname);
// Another link that is opened in this window changes the fragment only.
addEventListener('hashchange', () => location.reload());

const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};
const text = (name, content) => element(name, { textContent: content });
const result = element('section');
const message = element('p', { role: 'status' });

class Problem extends Error {}

async function send(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Problem(t.offline);
  }
  const body = response.headers.get('content-type')?.includes('json') ? await response.json() : undefined;
  if (response.ok) return body;
  const known = t.problems[body?.code + ' ' + body?.reason] ?? t.problems[body?.code];
  throw new Problem(known ?? body?.title ?? t.offline);
}
const post = (path, body, accessToken) =>
  send(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(accessToken && { authorization: 'Bearer ' + accessToken }) },
    body: JSON.stringify(body),
  });

function signedIn(path) {
  return async input => {
    const { accessToken, refreshToken } = await post('/v1/auth/login', input);
    try {
      await post(path, { token }, accessToken);
    } finally {
      // The session was only for this call.
      await post('/v1/auth/logout', { refreshToken }).catch(() => undefined);
    }
  };
}

async function openAsGuest() {
  const { user, accessToken } = await post('/v1/auth/guest-sessions', { token });
  const { items } = await send('/v1/bookings', { headers: { authorization: 'Bearer ' + accessToken } });
  result.replaceChildren(
    text('p', t.signedInAs + ' ' + user.name + ' (' + user.email + ').'),
    text('h2', t.bookings),
    ...(items.length === 0 ? [text('p', t.noBookings)] : items.map(bookingPart)),
  );
}

async function showBooking() {
  const { booking, documents, links, receipt } = await post('/v1/linked-bookings', { token });
  const part = bookingPart(booking);
  if (links) {
    part.append(
      element('p', {}, element('a', { href: links.pdf, textContent: t.pdf })),
      element('p', {}, element('a', { href: links.ics, textContent: t.ics })),
    );
  }
  if (receipt) part.append(element('p', {}, element('a', { href: receipt.pdf, textContent: t.receipt })));
  else if (documents !== 'withheld' && documents !== 'making') part.append(text('p', t.receiptMaking));
  if (documents !== 'made') part.append(text('p', t[{ making: 'making', withheld: 'withheld' }[documents] ?? 'noTickets']));
  result.replaceChildren(part);
}

function bookingPart({ reference, status, event, places, total, refunded }) {
  const isCancelled = status === 'cancelled';
  const fact = (name, ...values) => [text('dt', name), ...values.map(value => text('dd', value))];
  return element(
    'article',
    {},
    text('h2', event.title),
    text('p', [timeOf(event), event.venue].filter(Boolean).join(', ')),
    element(
      'dl',
      {},
      ...fact(t.reference, reference + (isCancelled ? ' (' + t.cancelled + ')' : '')),
      ...fact(t.places, ...places.flatMap(place => placeLines(place, isCancelled))),
      ...fact(t.total, amountOf(total)),
      ...(refunded.amount > 0 ? fact(t.refund, amountOf(refunded)) : []),
    ),
  );
}

// A booking keeps the places that were cancelled: their tickets are void.
function placeLines({ section, row, seat, name: area, type, tickets }, isCancelled) {
  const named = parts => [...parts, type?.name].filter(Boolean).join(', ');
  const name = named([area]);
  if (seat !== undefined) {
    const own = named([section, row && t.row + ' ' + row, t.seat + ' ' + seat]);
    return [own + (!isCancelled && tickets.every(isVoid) ? ' (' + t.cancelled + ')' : '')];
  }
  if (isCancelled) return [tickets.length + ' × ' + name];
  const gone = tickets.filter(isVoid).length;
  const kept = tickets.length - gone;
  return [...(kept ? [kept + ' × ' + name] : []), ...(gone ? [gone + ' × ' + name + ' (' + t.cancelled + ')'] : [])];
}
const isVoid = ticket => ticket.status === 'void';

// Intl leaves out decimals of some currencies that the amounts have.
function amountOf({ amount, currency }) {
  const digits = DECIMALS[currency] ?? 2;
  const options = { style: 'currency', currency, minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat(t.locale, options).format(amount / 10 ** digits);
}

function timeOf({ startsAt, timeZone = 'UTC' }) {
  const fields = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZoneName: 'short' };
  const format = zone => new Intl.DateTimeFormat(t.locale, { ...fields, timeZone: zone }).format(new Date(startsAt));
  try {
    return format(timeZone);
  } catch {
    // A browser may not know a newer zone. The time names its zone.
    return format('UTC');
  }
}

function fieldPart({ name, label, hint, ...properties }) {
  const input = element('input', { id: name, name, required: true, ...properties });
  const parts = [element('label', { htmlFor: name, textContent: t[label] }), input];
  if (!hint) return element('p', {}, ...parts);
  input.setAttribute('aria-describedby', name + '-hint');
  return element('p', {}, ...parts, element('small', { id: name + '-hint', textContent: t[hint] }));
}

const known = Object.hasOwn(OPEN, purpose) && token ? OPEN[purpose] : undefined;
if (!known) {
  document.title = 'Holdfast';
  main.replaceChildren(text('h1', 'Holdfast'), text('p', t.noLink));
} else {
  const own = t.purposes[purpose];
  document.title = own.title;
  const button = element('button', { textContent: own.button });
  const form = element('form', {}, ...known.fields.map(fieldPart), button);
  form.addEventListener('submit', async event => {
    event.preventDefault();
    button.disabled = true;
    message.className = '';
    message.textContent = t.working;
    try {
      await known.run(Object.fromEntries(new FormData(form)));
      message.textContent = own.done ?? '';
      if (!known.isRepeatable) form.remove();
    } catch (problem) {
      message.className = 'problem';
      message.textContent = problem instanceof Problem ? problem.message : t.offline;
    }
    button.disabled = false;
  });
  main.replaceChildren(text('h1', own.title), text('p', own.lead), form, message, result);
}
`;
