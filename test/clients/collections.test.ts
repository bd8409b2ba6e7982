/** The Postman collections say what the contract says. test/local/e2e.test.ts runs that of a booking. */
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { bookingCollection, operationsCollection } from '../../lib/commands/postman/collections.ts';
import { openApiDocument } from '../../lib/contract/openapi.ts';
import { ALL_ROUTES, ROUTES } from '../../lib/contract/routes.ts';

interface Item {
  name: string;
  item?: Item[];
  request: {
    method: string;
    url: { raw: string; path: string[]; variable: { key: string; value: string }[] };
    header: { key: string; value: string; disabled?: true }[];
    auth?: object;
  };
}
interface Collection {
  item: Item[];
  variable: { key: string }[];
}

const DOCUMENT = openApiDocument(ALL_ROUTES);
let booking: Collection;
let operations: Collection;
beforeAll(() => {
  booking = bookingCollection(DOCUMENT) as Collection;
  operations = operationsCollection(DOCUMENT) as Collection;
});

describe.each(['booking', 'operations'])('the collection %s', name => {
  it('is the file in docs/postman; `npm run openapi` writes it', async () => {
    const file = new URL(`../../docs/postman/${name}.postman_collection.json`, import.meta.url);
    const made = name === 'booking' ? booking : operations;
    expect(await readFile(file, 'utf8')).toBe(`${JSON.stringify(made, null, 2)}\n`);
  });
});

describe('the collection of all operations', () => {
  const itemsOf = ({ item }: Collection): Item[] => item.flatMap(folder => folder.item ?? []);

  it('has each operation once, with its method and its path', () => {
    const items = itemsOf(operations);
    expect(items.map(({ name }) => name).sort()).toEqual(Object.keys(ROUTES).sort());
    for (const { name, request } of items) {
      const { method, path } = ROUTES[name as keyof typeof ROUTES];
      const shown = `/${request.url.path.map(part => part.replace(/^:(.*)/, '{$1}')).join('/')}`;
      expect([request.method, shown]).toEqual([method, path]);
    }
  });

  it('has a variable of the collection for each variable of a path', () => {
    const names = new Set(operations.variable.map(({ key }) => key));
    for (const { request } of itemsOf(operations)) {
      for (const { key, value } of request.url.variable) {
        expect([names.has(key), value]).toEqual([true, `{{${key}}}`]);
      }
    }
  });

  it('sends a token where the contract asks for one, and a new key where it takes one', () => {
    for (const { name, request } of itemsOf(operations)) {
      const { access, ...route } = ROUTES[name as keyof typeof ROUTES];
      expect([name, request.auth === undefined]).toEqual([name, access !== 'public']);
      const key = request.header.find(header => header.key === 'Idempotency-Key')?.value;
      expect([name, key]).toEqual([name, 'idempotent' in route ? '{{$guid}}' : undefined]);
    }
  });
});

it('the collection of a booking uses only variables that it has, or that an earlier step keeps', () => {
  const known = new Set(booking.variable.map(({ key }) => key));
  for (const item of booking.item) {
    const text = JSON.stringify(item);
    for (const [, name] of text.matchAll(/collectionVariables\.set\('(\w+)'/g)) known.add(String(name));
    for (const [, name] of text.matchAll(/\{\{(\w+)\}\}/g))
      expect([item.name, name, known.has(String(name))]).toEqual([item.name, name, true]);
  }
});
