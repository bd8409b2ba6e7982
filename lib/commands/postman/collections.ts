/** The two Postman collections: a booking, which runs as a whole, and all operations to choose from. Pure. */
import type { openApiDocument } from '../../contract/openapi.ts';
import { BOOKING_STEPS, type Step } from './booking.ts';
import { type Operation, operationsOf, type PostmanRequest, requestOf } from './requests.ts';

type Document = ReturnType<typeof openApiDocument>;

interface Item {
  name: string;
  request: PostmanRequest;
  event?: object[];
}

const SCHEMA = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';
/** The token that `register` and `login` return. */
const AUTH = { type: 'bearer', bearer: [{ key: 'token', value: '{{accessToken}}', type: 'string' }] };

export function bookingCollection(document: Document): object {
  const operations = new Map(operationsOf(document).map(operation => [operation.id, operation]));
  const items = BOOKING_STEPS.map(step => itemOfStep(step, operations));
  return collection('Holdfast: a booking', ABOUT_BOOKING, items, [
    { key: 'baseUrl', value: 'http://127.0.0.1:3000' },
    { key: 'password', value: 'four unlikely words 27' },
  ]);
}

const ABOUT_BOOKING = [
  'Register, search, hold, pay, read the tickets, cancel a part, cancel the rest. Run the whole collection; each run is a new buyer.',
  'The variable `baseUrl` is the address of the service: that of `npm start`, or of a test stage with demonstration data. From the ' +
    'command line: `npx newman run docs/postman/booking.postman_collection.json`.',
].join('\n\n');

function itemOfStep(step: Step, operations: Map<string, Operation>): Item {
  const operation = operations.get(step.operation);
  if (!operation) throw new Error(`the document has no operation ${step.operation}`);
  const { name, before = [], after = [], status } = step;
  const test = [
    ...(step.isRepeatedAfter202 ? AGAIN_AFTER_202 : []),
    `pm.test('answers ${status}', () => pm.response.to.have.status(${status}));`,
    // A failed step would let all later ones fail, too.
    `if (pm.response.code !== ${status}) pm.execution.setNextRequest(null);`,
    ...(after.some(line => /\bbody\b/.test(line)) ? ['const body = pm.response.json();'] : []),
    ...after,
  ];
  return {
    name,
    request: requestOf(operation, step),
    event: [...(before.length > 0 ? [script('prerequest', before)] : []), script('test', test)],
  };
}

/** The runner waits for the timer of a script. */
const AGAIN_AFTER_202 = [
  "const attempts = Number(pm.collectionVariables.get('attempts') || 0) + 1;",
  "pm.collectionVariables.set('attempts', pm.response.code === 202 ? attempts : 0);",
  'if (pm.response.code === 202 && attempts < 30) {',
  '  pm.execution.setNextRequest(pm.info.requestName);',
  "  setTimeout(() => {}, 1000 * Number(pm.response.headers.get('Retry-After') || 1));",
  '  return;',
  '}',
];

const script = (listen: 'prerequest' | 'test', exec: readonly string[]): object => ({
  listen,
  script: { type: 'text/javascript', exec },
});

export function operationsCollection(document: Document): object {
  const operations = operationsOf(document);
  const areas = Map.groupBy(operations, ({ area }) => area);
  const folders = [...areas].map(([name, own]) => ({
    name,
    item: own.map(operation => ({ name: operation.id, request: requestOf(operation) })),
  }));
  const names = operations.flatMap(({ path }) => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => String(name)));
  return collection('Holdfast: all operations', ABOUT_OPERATIONS, folders, [
    { key: 'baseUrl', value: 'http://127.0.0.1:3000' },
    { key: 'accessToken', value: '' },
    ...[...new Set(names)].sort().map(key => ({ key, value: '' })),
  ]);
}

const ABOUT_OPERATIONS =
  'Every operation with the example of its body. Choose one, and fill in the variables of the collection: `accessToken` is the one of ' +
  '`register` or `login`. Do not run the whole collection: it deletes what the variables name.';

const collection = (name: string, description: string, item: object[], variable: object[]): object => ({
  info: { name, description, schema: SCHEMA },
  auth: AUTH,
  item,
  variable,
});
