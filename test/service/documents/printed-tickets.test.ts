/**
 * Printed tickets at the door: the worker makes the PDF with the fonts that are installed, the test draws it and reads the QR codes back,
 * and the service scans them. A PDF that was saved before a change has codes that the door refuses.
 */
import { expect, it } from 'vitest';
import { createDocumentMaker } from '../../../lib/documents/document-maker.ts';
import { installedFonts } from '../../../lib/documents/font-files.ts';
import { makeDocuments } from '../../../lib/usecases/documents/make-documents.ts';
import { EVERY_SCRIPT } from '../../documents/facts.ts';
import { codesIn, openPdf, pagesOf, renderPage } from '../../documents/pdf.ts';
import { register } from '../../support/accounts.ts';
import { bookPlaces } from '../../support/bookings.ts';
import { scan } from '../../support/door.ts';
import { cancel, MINUTE, newKey, openWorld, type Person, publish, type World } from '../../support/world.ts';

const tonight = ({ now }: World) => ({
  startsAt: new Date(now + 60 * MINUTE).toISOString(),
  endsAt: new Date(now + 180 * MINUTE).toISOString(),
  cancellationClosesMinutes: 0,
});

async function customerOf(world: World): Promise<Person> {
  const { body } = await register(world, { name: EVERY_SCRIPT });
  const caller = await world.service.dependencies.accessTokens.verify(body.accessToken, world.now);
  if (!caller) throw new Error('the access token is not valid');
  return caller;
}

/** Asks for the PDF until it is made, as a client does, and reads it. */
async function printed(world: World, as: Person, { id: bookingId }: { id: string }) {
  const ask = () => world.invoke('read-tickets-pdf', { as, params: { bookingId } });
  expect((await ask()).status).toBe(202);
  const { documents: ports, service } = world;
  const messages = ports.queued.documents.splice(0);
  expect(await makeDocuments(service.dependencies, world.call('worker'), messages)).toEqual([]);
  const { pathname, searchParams } = new URL((await ask()).headers.location ?? '');
  const linked = ports.links.verify(pathname, searchParams, world.now);
  const file = await ports.files.read(linked?.name ?? '');
  const document = await openPdf(file?.bytes ?? new Uint8Array());
  const pages = await pagesOf(document);
  const codes = [];
  for (let page = 1; page <= pages.length; page += 1) codes.push(...(await codesIn(await renderPage(document, page))));
  return { pages, codes: codes.map(({ text }) => text) };
}

it('admit their bearers, and are refused after a cancellation or a new code', async () => {
  const world = await openWorld();
  Object.assign(world.service.dependencies, { documentMaker: createDocumentMaker(installedFonts()) });
  const [organizer, customer] = [await world.person('organizer'), await customerOf(world)];
  const event = await publish(world, tonight(world), organizer);
  const booking = await bookPlaces(world, customer, event, { seats: ['a/A-1', 'a/A-2', 'a/A-3'] });

  const first = await printed(world, customer, booking);
  expect(first.codes).toHaveLength(3);
  expect(first.pages[0]?.text.normalize('NFC')).toContain('Łódź');
  const scanned = async (code: string | undefined) => (await scan(world, organizer, event, { code: code ?? '' })).body;
  expect(await scanned(first.codes[0])).toMatchObject({
    outcome: 'admitted',
    ticketId: booking.places[0]?.tickets[0]?.id,
  });

  await cancel(world, customer, booking, { seats: ['a/A-2'] });
  const ticketId = booking.places[2]?.tickets[0]?.id ?? '';
  const params = { bookingId: booking.id, ticketId };
  await world.invoke('reissue-ticket', { as: customer, key: newKey(), params });
  expect(await scanned(first.codes[1])).toMatchObject({ code: 'ticket-void', reason: 'cancelled' });
  expect(await scanned(first.codes[2])).toMatchObject({ code: 'ticket-void', reason: 'replaced' });

  const second = await printed(world, customer, booking);
  expect(second.codes).toHaveLength(2);
  expect(second.codes[0]).toBe(first.codes[0]);
  expect(await scanned(second.codes[1])).toMatchObject({ outcome: 'admitted', ticketId });
});
