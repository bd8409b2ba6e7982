/** The seat map in a browser: its gestures, keys and buttons, how it follows the list, and when the page asks for changes. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Event } from '../../lib/contract/events/responses.ts';
import { newEmail, PASSWORD, register } from '../support/accounts.ts';
import { openWebApp, type Visitor, type WebApp } from '../support/web-app.ts';
import { newKey, publish } from '../support/world.ts';

const DAY_MS = 24 * 60 * 60_000;
const SECOND_MS = 1_000;
/** Longer than a movement of the map, and than the pause before its tiles are drawn. */
const SETTLED_MS = 1_500;

let app: WebApp;
let event: Event;
let visitor: Visitor;
beforeAll(async () => {
  app = await openWebApp();
}, 120_000);
afterAll(() => app?.stop());
beforeEach(async () => {
  const startsAt = Date.now() + 30 * DAY_MS;
  const rows = Array.from({ length: 20 }, (_, i) => ({ row: String(i + 1), count: 40 }));
  event = await publish(app.world, {
    title: `Evening ${newEmail().slice(0, 8)}`,
    startsAt: new Date(startsAt).toISOString(),
    endsAt: new Date(startsAt + DAY_MS / 12).toISOString(),
    sections: ['a', 'b', 'c'].map(id => ({ id, name: `Section ${id}`, kind: 'seated' as const, price: 5_000, rows })),
  });
});
afterEach(() => visitor.page.context().close());

const page = () => visitor.page;
const map = () => page().getByTestId('seat-map');

/** Opens the page of the seats with a clock that stands still. */
async function open(options: Parameters<WebApp['visitor']>[0] = {}): Promise<void> {
  visitor = await app.visitor(options);
  await page().clock.install({ time: Date.now() });
  await page().goto(`/events/${event.id}/seats`);
  await map().locator('canvas').waitFor();
  await page().clock.pauseAt(Date.now() + 5 * SECOND_MS);
  await settle();
}

const settle = (): Promise<void> => page().clock.runFor(SETTLED_MS);

/** The picture of the map, after it has come to rest. */
async function picture(): Promise<string> {
  await settle();
  return (await map().locator('canvas').screenshot()).toString('base64');
}

async function expectOtherPicture(act: () => Promise<unknown>): Promise<void> {
  const before = await picture();
  await act();
  expect(await picture()).not.toBe(before);
}

async function centre(): Promise<{ x: number; y: number }> {
  const box = await map().boundingBox();
  if (!box) throw new Error('the map is not shown');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

describe('the seat map', () => {
  it('zooms and pans by its buttons, and shows all again', async () => {
    await open();
    const press = (name: string) => page().getByRole('button', { name, exact: true }).click();
    await map().scrollIntoViewIfNeeded();
    await press('Zoom in');
    const whole = await picture();
    await press('Zoom in');
    for (const name of ['Move to the left', 'Move up', 'Move to the right', 'Move down', 'Zoom out', 'Zoom in'])
      await expectOtherPicture(() => press(name));
    await press('Show the whole map');
    await press('Zoom in');
    expect(await picture()).toBe(whole);
  });

  it('zooms and pans by keys', async () => {
    await open();
    const whole = await picture();
    await map().focus();
    for (const key of ['+', '+', 'ArrowLeft', 'ArrowUp', 'ArrowRight', 'ArrowDown', '-'])
      await expectOtherPicture(() => page().keyboard.press(key));
    await page().keyboard.press('0');
    await map().blur();
    expect(await picture()).toBe(whole);
  });

  it('zooms by the wheel with ctrl, and pans by dragging', async () => {
    await open();
    await map().scrollIntoViewIfNeeded();
    const { x, y } = await centre();
    await page().mouse.move(x, y);
    await page().keyboard.down('Control');
    await expectOtherPicture(() => page().mouse.wheel(0, -400));
    await expectOtherPicture(() => page().mouse.wheel(0, -400));
    await page().keyboard.up('Control');
    await expectOtherPicture(async () => {
      await page().mouse.down();
      await page().mouse.move(x + 80, y + 30, { steps: 4 });
      await page().mouse.up();
    });
  });

  it('zooms by a pinch of two fingers', async () => {
    await open({ hasTouch: true });
    await map().scrollIntoViewIfNeeded();
    const { x, y } = await centre();
    const device = await page().context().newCDPSession(page());
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', distance?: number) =>
      device.send('Input.dispatchTouchEvent', {
        type,
        touchPoints:
          distance === undefined
            ? []
            : [
                { x: x - distance, y, id: 0 },
                { x: x + distance, y, id: 1 },
              ],
      });
    // While all of the map is shown, a finger scrolls the page: a button brings the map nearer first.
    await page().getByRole('button', { name: 'Zoom in', exact: true }).tap();
    await expectOtherPicture(async () => {
      await touch('touchStart', 30);
      for (const distance of [40, 60, 90]) await touch('touchMove', distance);
      await touch('touchEnd');
    });
  });

  it('follows the focus of the list', async () => {
    await open();
    await page()
      .getByRole('button', { name: /Section b/ })
      .first()
      .click();
    await page().getByRole('gridcell').first().focus();
    await expectOtherPicture(() => page().keyboard.press('Control+End'));
    await expectOtherPicture(() => page().keyboard.press('Control+Home'));
  });

  it('has the colours of the system where colours are forced', async () => {
    await open();
    await expectOtherPicture(() => page().emulateMedia({ forcedColors: 'active' }));
  });
});

describe('the changes of the seats', () => {
  /** Another buyer holds the seat. */
  async function take(seat: string): Promise<void> {
    const { status } = await app.world.invoke('place-hold', {
      as: await app.world.person(),
      key: newKey(),
      params: { eventId: event.id },
      body: { seats: [seat] },
    });
    expect(status).toBe(201);
  }
  const asked = () => visitor.requests.filter(request => request === `GET /v1/events/${event.id}/seats`).length;
  /** Lets time pass in the browser and in the service, and then lets answers arrive. */
  async function pass(ms: number): Promise<void> {
    app.jump(ms);
    await page().clock.runFor(ms);
    await visitor.settle();
  }
  async function askedWhile(seconds: number): Promise<number> {
    const before = asked();
    for (let passed = 0; passed < seconds; passed++) await pass(SECOND_MS);
    return asked() - before;
  }

  it('are asked for every 2 s while the page is used, every 10 s after a minute, and not while it is hidden', async () => {
    await open();
    await page().mouse.move(200, 200);
    expect(await askedWhile(10)).toBe(5);
    await askedWhile(55);
    expect(await askedWhile(20)).toBe(2);
    const before = asked();
    await page().mouse.move(300, 300);
    await pass(0);
    // Input after a long time asks at once.
    expect(asked() - before).toBe(1);
    const hide = (isHidden: boolean) =>
      page().evaluate(
        `Object.defineProperty(document, 'hidden', { value: ${isHidden}, configurable: true });
         document.dispatchEvent(new Event('visibilitychange'))`,
      );
    await hide(true);
    expect(await askedWhile(30)).toBe(0);
    const hidden = asked();
    await hide(false);
    await pass(0);
    expect(asked() - hidden).toBe(1);
  });

  it('show the hold of another buyer with the second request after it, so within 4 s', async () => {
    // The clock runs: the browser itself may cache an answer for a second.
    visitor = await app.visitor();
    await page().goto(`/events/${event.id}/seats`);
    await page()
      .getByRole('button', { name: /Section a/ })
      .first()
      .click();
    const seat = page().getByRole('gridcell').first();
    await seat.waitFor();
    expect(await seat.getAttribute('data-status')).toBe('available');
    await take('a/1-1');
    const before = asked();
    await page().locator('[role=gridcell][data-status=held]').waitFor();
    expect(asked() - before).toBeLessThanOrEqual(2);
  });

  it('mark a seat that was lost, in the list and on the map, and keep the focus', async () => {
    const { email } = (await register(app.world)).body.user;
    visitor = await app.visitor();
    await visitor.signIn(email, PASSWORD, `/events/${event.id}/seats`);
    await page().route('**/seats?*since=*', route => route.abort());
    await page()
      .getByRole('button', { name: /Section a/ })
      .first()
      .click();
    const seat = page().getByRole('gridcell').first();
    await seat.click();
    await take('a/1-1');
    const before = (await map().locator('canvas').screenshot()).toString('base64');
    await page().getByRole('button', { name: 'Hold these seats' }).click();
    await page().getByRole('alert').waitFor();
    expect(await seat.getAttribute('data-status')).toBe('lost');
    expect((await map().locator('canvas').screenshot()).toString('base64')).not.toBe(before);
  });
});
