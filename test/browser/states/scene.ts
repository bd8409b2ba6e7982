/** The events that states show, published once. States that change an event publish one of their own. */
import type { NewEvent } from '../../../lib/contract/events/requests.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { DAY_MS, HOUR_MS } from '../../../lib/domain/time.ts';
import { demoEvents } from '../../../lib/local/seed/demo-events.ts';
import { createCodes } from '../../support/codes.ts';
import { edit, hold, type Person, publish, type World } from '../../support/world.ts';

export interface Scene {
  organizer: Person;
  concert: Event;
  arena: Event;
  flight: Event;
  trains: Event[];
  upcoming: Event;
  soldOut: Event;
  closed: Event;
  cancelled: Event;
}

/** A code that lowers the prices of the concert. */
export const CODE = 'NORTH10';

/** An hour of a day from now, in the zone of Berlin in winter. */
const at = (day: number, hour: number): string => {
  const midnight = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  return new Date(midnight + day * DAY_MS + (hour - 1) * HOUR_MS).toISOString();
};

/** A picture that the tests answer. */
export const PICTURES = 'https://pictures.holdfast.example/';

/** Two wheelchair places, each with a companion seat beside it. */
const LAST_ROW = [
  ...['1', '2', '3', '4'].map(number => ({ number })),
  { number: '5', access: 'wheelchair' as const },
  { number: '6', access: 'companion' as const },
  { number: '7', access: 'companion' as const },
  { number: '8', access: 'wheelchair' as const },
];

/** A hall with seats, a balcony and a standing area, ticket types, fees and taxes. */
export const concert = (changes: Partial<NewEvent> = {}): Partial<NewEvent> => ({
  kind: 'concert',
  title: 'Anna Sommer Quartet: Songs of the North',
  description: 'New songs, and some that everybody knows.\nOne interval of twenty minutes.',
  imageUrl: `${PICTURES}north.svg`,
  venue: 'Volksbühne, Berlin',
  timeZone: 'Europe/Berlin',
  startsAt: at(30, 20),
  endsAt: at(30, 22),
  doorsAt: at(30, 19),
  currency: 'EUR',
  gates: [{ id: 'west', name: 'West entrance' }],
  sections: [
    {
      id: 'stalls',
      name: 'Stalls',
      kind: 'seated',
      price: 5_400,
      rows: [...'ABCDEF'.split('').map(row => ({ row, count: 12 })), { row: 'G', seats: LAST_ROW }],
    },
    {
      id: 'balcony',
      name: 'Balcony',
      kind: 'seated',
      price: 3_200,
      rows: [
        { row: 'A', count: 14 },
        { row: 'B', count: 16 },
      ],
    },
    { id: 'standing', name: 'Standing', kind: 'area', price: 2_100, capacity: 120 },
  ],
  prices: {
    ticketTypes: [
      { id: 'adult', name: 'Adult' },
      { id: 'child', name: 'Child under 15', percent: 50, onlyWith: ['adult'], placesPerHoldMax: 4 },
      { id: 'member', name: 'Member of the club', percent: 80, needsCode: true },
    ],
    fees: [{ id: 'service', name: 'Service fee', per: 'ticket', amount: 150, isRefundable: false }],
    taxPercent: 7,
  },
  ...changes,
});

/** A small hall with two seats. */
export const small = (changes: Partial<NewEvent> = {}): Partial<NewEvent> => ({
  ...concert(),
  title: 'Reading by candlelight',
  venue: 'Bücherstube, Potsdam',
  startsAt: at(34, 19),
  endsAt: at(34, 21),
  doorsAt: at(34, 18),
  gates: [{ id: 'west', name: 'West entrance' }],
  sections: [{ id: 'room', name: 'Reading room', kind: 'seated', price: 1_200, rows: [{ row: 'A', count: 2 }] }],
  prices: { taxPercent: 7 },
  ...changes,
});

export async function openScene(world: World): Promise<Scene> {
  const organizer = await world.person('organizer');
  const make = (event: Partial<NewEvent>): Promise<Event> => publish(world, event, organizer);
  const demos = demoEvents(Date.now()).map(({ event }) => event);
  const demo = (kind: string): Promise<Event[]> =>
    Promise.all(demos.filter(event => event.kind === kind).map(event => make(event)));
  const [[arena], [flight], trains] = await Promise.all([demo('concert'), demo('flight'), demo('train')]);
  const [main, upcoming, soldOut, closed, cancelled] = await Promise.all([
    make(concert()),
    make(small({ title: 'New Year in the hall', kind: 'festival', salesOpenAt: at(12, 10) })),
    make(small({ title: 'An evening that everybody wants', kind: 'theatre' })),
    make(small({ title: 'City derby', kind: 'sport' })),
    make(small({ title: 'Garden party', kind: 'other' })),
  ]);
  if (!arena || !flight) throw new Error('the demonstration has no concert or no flight');
  const rival: Person = { userId: 'usr_rival', role: 'customer' };
  await hold(world, rival, soldOut, ['room/A-1', 'room/A-2']);
  await edit(world, organizer, closed, { status: 'closed' });
  await edit(world, organizer, cancelled, { status: 'cancelled' });
  const { status } = await createCodes(world, organizer, main, { texts: [CODE], discount: { percent: 10 } });
  if (status !== 201) throw new Error(`creating a code was answered with ${status}`);
  return { organizer, concert: main, arena, flight, trains, upcoming, soldOut, closed, cancelled };
}

/** Publishes an event that only this state uses. Events of one title would be one card in the list. */
export function ownEvent(
  { world, scene }: { world: World; scene: Scene },
  changes: Partial<NewEvent> = {},
): Promise<Event> {
  return publish(world, concert({ title: 'Late concert in the great hall', ...changes }), scene.organizer);
}
