/**
 * Texts that outlive accounts: reasons and notes with an e-mail address in them are refused. Of an idempotency key with an address
 * in it only a digest is stored.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { mentionsEmail } from '../../../lib/domain/email-mention.ts';
import { allRows, rowsWithTrace } from '../../support/traces.ts';
import {
  hold,
  newKey,
  openWorld,
  type Person,
  type ProblemFields,
  pay,
  publish,
  type World,
} from '../../support/world.ts';

const EMAIL = 'zed.quillfeather@mail.example';
const NO_EMAIL = 'must not contain an e-mail address: it is kept after an account is deleted';

let world: World;
let organizer: Person;
let event: Event;
beforeAll(async () => {
  world = await openWorld();
  organizer = await world.person('organizer');
  event = await publish(world, {}, organizer);
});

const errorsIn = ({ status, body }: { status: number; body: ProblemFields }) => [status, body.code, body.errors];

describe('an e-mail address', () => {
  it.each([
    [EMAIL, 'a/B-1'],
    [`order-7-${EMAIL}`, 'a/B-2'],
    [encodeURIComponent(EMAIL), 'a/B-3'],
    [encodeURIComponent(encodeURIComponent(EMAIL)), 'a/B-4'],
    ['zed.quillfeather@localhost', 'a/B-5'],
  ])(
    'in an idempotency key was refused: now the key %s has its effect once, and is not in a row',
    async (key, seat) => {
      const as = await world.person();
      const first = await hold(world, as, event, [seat], { key });
      const again = await hold(world, as, event, [seat], { key });
      expect([first.status, again.status, again.headers['idempotent-replayed']]).toEqual([201, 201, 'true']);
      expect(again.body).toEqual(first.body);
      const other = await hold(world, as, event, ['a/C-1'], { key });
      expect([other.status, other.body.code]).toEqual([422, 'idempotency-key-reused']);
      expect(rowsWithTrace(await allRows(world), ['quillfeather'])).toEqual([]);
    },
  );

  it('in an idempotency key is independent of the same key of another caller', async () => {
    const [one, two] = [await world.person(), await world.person()];
    const answers = [
      await hold(world, one, event, ['a/D-1'], { key: EMAIL }),
      await hold(world, two, event, ['a/D-2'], { key: EMAIL }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(answers[0]?.body.id).not.toBe(answers[1]?.body.id);
  });

  it('in an idempotency key of a call that was replayed over a limit is found by its digest', async () => {
    const limited = await world.another({ rateLimits: {} });
    const as = await world.person();
    const statuses: number[] = [];
    for (let call = 0; call < 7; call++)
      statuses.push((await hold(limited, as, event, ['a/E-1'], { key: EMAIL })).status);
    expect(statuses).toEqual(Array(7).fill(201));
  });

  it('in the reason of a cancellation is refused, and the same reason without it is kept', async () => {
    const as = await world.person();
    const { body: booking } = await pay(world, as, (await hold(world, as, event, ['a/A-2'])).body);
    const cancel = (reason: string) =>
      world.invoke<ProblemFields>('cancel-booking', {
        as,
        key: newKey(),
        params: { bookingId: booking.id },
        body: { reason },
      });
    expect(errorsIn(await cancel(`Write to ${EMAIL}, please`))).toEqual([
      400,
      'validation-failed',
      [{ path: 'body.reason', message: NO_EMAIL }],
    ]);
    expect((await cancel('Row A @ 20:00 is too early. Thanks')).status).toBe(200);
  });

  it('in the note of a block, and in the reason of a settlement, is refused', async () => {
    const edited = await world.invoke<ProblemFields>('edit-event', {
      as: organizer,
      params: { eventId: event.id },
      body: { blockSeats: ['a/A-3'], blockNote: `for ${EMAIL}` },
    });
    expect(errorsIn(edited)).toEqual([400, 'validation-failed', [{ path: 'body.blockNote', message: NO_EMAIL }]]);
    const settled = await world.invoke<ProblemFields>('settle-payment', {
      as: await world.person('admin'),
      params: { paymentId: `pay_${'0'.repeat(25)}_1` },
      body: { reason: EMAIL },
    });
    expect(errorsIn(settled)).toEqual([400, 'validation-failed', [{ path: 'body.reason', message: NO_EMAIL }]]);
  });

  it('of none of these requests is in a row', async () => {
    expect(rowsWithTrace(await allRows(world), [EMAIL])).toEqual([]);
  });
});

it.each([
  ['a@b.c', true],
  ['Mail Anna@Example.Org!', true],
  ['anna%40example.org', true],
  ['anna%2540example.org', true],
  ['anna@example。org', true],
  ['anna＠example.org', true],
  ['2 @ 5.00 EUR', false],
  ['@home.example', false],
  ['order@12', false],
  ['3f1c9a52-6c0e-4e5a-9d2b-6a1d1f0a7c11', false],
  ['', false],
])('mentions an address: %s is %s', (text, expected) => {
  expect(mentionsEmail(text)).toBe(expected);
});
