/** Documents over HTTP: what a client gets before and after they are made, and by the link of a mail. */
import { beforeAll, describe, expect, it } from 'vitest';
import { DOCUMENT_RESPONSES } from '../../../lib/contract/documents/responses.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { makeDocuments } from '../../../lib/usecases/documents/make-documents.ts';
import { bookPlaces } from '../../support/bookings.ts';
import { createCode } from '../../support/codes.ts';
import {
  cancel,
  newKey,
  openWorld,
  type Person,
  type ProblemFields,
  publish,
  type World,
} from '../../support/world.ts';

let world: World;
let customer: Person;
let event: Event;
let seats = 0;

beforeAll(async () => {
  world = await openWorld();
  customer = await world.signedUp();
  event = await publish(world);
});

async function booked(): Promise<{ id: string; reference: string }> {
  seats += 1;
  const row = seats > 5 ? (seats > 10 ? 'C' : 'B') : 'A';
  return bookPlaces(world, customer, event, { seats: [`a/${row}-${((seats - 1) % 5) + 1}`] });
}
type Operation = 'read-tickets-pdf' | 'create-ticket-links' | 'read-receipt-pdf' | 'create-receipt-link';
const ask = (operation: Operation, { id: bookingId }: { id: string }) =>
  world.invoke<ProblemFields & { pdf: string; ics: string; expiresAt: string }>(operation, {
    as: customer,
    params: { bookingId },
  });

async function work(): Promise<void> {
  const messages = world.documents.queued.documents.splice(0);
  expect(await makeDocuments(world.service.dependencies, world.call('worker'), messages)).toEqual([]);
}

describe('the tickets of a booking as PDF', () => {
  it('are accepted for making, and the client asks again after two seconds', async () => {
    const { status, body, headers } = await ask('read-tickets-pdf', await booked());
    expect([status, body]).toEqual([202, '']);
    expect(headers['retry-after']).toBe('2');
  });

  it('are a redirect to a link that is not cached, once they are made', async () => {
    const booking = await booked();
    await ask('read-tickets-pdf', booking);
    await work();
    const { status, body, headers } = await ask('read-tickets-pdf', booking);
    expect([status, body]).toEqual([302, '']);
    expect(headers['cache-control']).toBe('no-store');
    const { pathname, searchParams } = new URL(headers.location ?? '');
    const linked = world.documents.links.verify(pathname, searchParams, world.now);
    expect(linked?.fileName).toBe(`tickets-${booking.reference}.pdf`);
    expect((await world.documents.files.read(linked?.name ?? ''))?.contentType).toBe('application/pdf');
  });

  it('are two links for browsers, valid for five minutes', async () => {
    const booking = await booked();
    const first = await ask('create-ticket-links', booking);
    expect([first.status, first.headers['retry-after']]).toEqual([202, '2']);
    await work();
    const { status, body } = await ask('create-ticket-links', booking);
    expect(status).toBe(200);
    expect(DOCUMENT_RESPONSES['create-ticket-links'][200].safeParse(body).error).toBeUndefined();
    expect(Date.parse(body.expiresAt) - world.now).toBe(5 * 60_000);
    expect([new URL(body.pdf).searchParams.get('file'), new URL(body.ics).searchParams.get('file')]).toEqual([
      `tickets-${booking.reference}.pdf`,
      `event-${booking.reference}.ics`,
    ]);
  });

  it.each(['read-tickets-pdf', 'create-ticket-links'] as const)(
    'are void after the booking was cancelled (%s)',
    async operation => {
      const booking = await booked();
      await ask(operation, booking);
      await work();
      await cancel(world, customer, booking);
      const { status, body } = await ask(operation, booking);
      expect([status, body.code]).toEqual([409, 'ticket-void']);
      expect(body).toMatchObject({ reason: 'cancelled' });
    },
  );
});

describe('the receipt of a booking as PDF', () => {
  it('is accepted for making, and then a redirect to a link that is not cached', async () => {
    const booking = await booked();
    const first = await ask('read-receipt-pdf', booking);
    expect([first.status, first.body, first.headers['retry-after']]).toEqual([202, '', '2']);
    await work();
    const { status, headers } = await ask('read-receipt-pdf', booking);
    expect([status, headers['cache-control']]).toEqual([302, 'no-store']);
    const { pathname, searchParams } = new URL(headers.location ?? '');
    const linked = world.documents.links.verify(pathname, searchParams, world.now);
    expect(linked?.fileName).toBe(`receipt-${booking.reference}.pdf`);
    expect((await world.documents.files.read(linked?.name ?? ''))?.contentType).toBe('application/pdf');
  });

  it('is a link for browsers, valid for five minutes', async () => {
    const booking = await booked();
    expect((await ask('create-receipt-link', booking)).status).toBe(202);
    await work();
    const { status, body } = await ask('create-receipt-link', booking);
    expect(status).toBe(200);
    expect(DOCUMENT_RESPONSES['create-receipt-link'][200].safeParse(body).error).toBeUndefined();
    expect(Date.parse(body.expiresAt) - world.now).toBe(5 * 60_000);
  });

  it('is made again after a cancellation, and shows what is returned', async () => {
    const booking = await booked();
    await ask('read-receipt-pdf', booking);
    await work();
    await cancel(world, customer, booking);
    expect((await ask('read-receipt-pdf', booking)).status).toBe(202);
    await work();
    expect((await ask('read-receipt-pdf', booking)).status).toBe(302);
    const receipt = world.documents.receipts.at(-1);
    expect(receipt?.returned).toMatchObject([{ quantity: 1, amount: receipt?.total }]);
    expect(receipt?.kept).toEqual({ amount: 0, taxes: [] });
  });
});

describe('the booking of a link in a mail', () => {
  const follow = async ({ id }: { id: string }) => {
    const link = { purpose: 'booking' as const, claimId: id.slice('bkg_'.length) };
    const dated = { link, expiresAt: world.now + 60_000 };
    const token = await world.service.dependencies.linkTokens.sign(dated, world.now);
    return world.invoke<{ booking: { id: string }; documents: string; links?: { pdf: string } }>(
      'read-linked-booking',
      { body: { token } },
    );
  };

  it('needs no account, and has its documents once they are made', async () => {
    const booking = await booked();
    const first = await follow(booking);
    expect(first.status).toBe(200);
    expect(first.headers['retry-after']).toBe('2');
    expect(first.body).toMatchObject({ booking: { id: booking.id }, documents: 'making' });
    expect(first.body.links).toBeUndefined();
    await work();
    const second = await follow(booking);
    expect(second.headers['retry-after']).toBeUndefined();
    expect(second.body).toMatchObject({ documents: 'made', links: { pdf: expect.stringContaining('/dev/files/') } });
    expect(second.body).toMatchObject({ receipt: { pdf: expect.stringContaining('-receipt.pdf') } });
    expect(DOCUMENT_RESPONSES['read-linked-booking'][200].safeParse(second.body).error).toBeUndefined();
  });

  it('is shown with its receipt only after it was cancelled', async () => {
    const booking = await booked();
    await cancel(world, customer, booking);
    const { status, body } = await follow(booking);
    expect(status).toBe(200);
    expect(body).toMatchObject({ booking: { status: 'cancelled' }, documents: 'none' });
    await work();
    const again = (await follow(booking)).body;
    expect(again).toMatchObject({ documents: 'none', receipt: { pdf: expect.any(String) } });
    expect(again.links).toBeUndefined();
  });

  it('has no text of a code after a ticket was replaced: the mail may be in other hands', async () => {
    const code = await createCode(world, await world.person('admin'), event);
    const booking = await bookPlaces(world, customer, event, { seats: ['a/J-1'], code });
    expect((await follow(booking)).body.booking).toMatchObject({ code, lines: expect.any(Array) });
    const params = { bookingId: booking.id, ticketId: booking.places[0]?.tickets[0]?.id ?? '' };
    expect((await world.invoke('reissue-ticket', { as: customer, key: newKey(), params })).status).toBe(200);
    const { status, body } = await follow(booking);
    expect([status, body.documents]).toEqual([200, 'withheld']);
    expect(JSON.stringify(body)).not.toContain(code);
  });

  it('has neither names nor addresses of people', async () => {
    const { body } = await follow(await booked());
    expect(JSON.stringify(body)).not.toContain('holdfast.example');
    expect(JSON.stringify(body)).not.toContain(customer.userId);
  });
});
