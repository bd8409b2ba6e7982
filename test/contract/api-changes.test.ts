/**
 * The API is compared with that of the last release, whose docs/openapi.json is beside this file. Each change that may break a client
 * was reviewed: either it breaks none, or the changelog has a line about it.
 *
 * A release renews the comparison: put its docs/openapi.json in place of the file, named after the version, and empty REVIEWED.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { breakingChanges, type OpenApi } from './breaking-changes.ts';

const FILE = readdirSync(import.meta.dirname).find(name => /^openapi-of-[\d.]+\.json$/.test(name)) ?? '';
const textOf = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const RELEASED: OpenApi = JSON.parse(textOf(FILE));
const NOW: OpenApi = JSON.parse(textOf('../../docs/openapi.json'));
const [, UNRELEASED = ''] = /^## Unreleased\n(.*?)^## /ms.exec(textOf('../../CHANGELOG.md')) ?? [];

/** Changes with the reason why they break no client, or with a text that the changelog has about them. */
const REVIEWED: [change: RegExp, verdict: { isWider: string } | { changelog: string }][] = [
  [/(row|number|label) has another pattern$/, { isWider: 'labels of any script' }],
  [
    /(title|venue|name|carrier|origin|destination|reason|attributes\.\*) has another pattern$/,
    { changelog: 'zero-width' },
  ],
  [/paymentMethod has another pattern$/, { isWider: 'no method of a gateway has a hidden character' }],
  [/email has another pattern$/, { changelog: 'e-mail addresses' }],
  [/currency does not take any other value$/, { changelog: 'ISO 4217' }],
  [/(removeRows|removeSeats)\[\]: m..Length is /, { isWider: 'the pattern of before allowed 1 to 20 characters' }],
];

describe('the API', () => {
  const changes = breakingChanges(RELEASED, NOW);

  it(`differs from that in ${FILE} only by reviewed changes`, () => {
    const isReviewed = (change: string): boolean => REVIEWED.some(([pattern]) => pattern.test(change));
    expect(changes.filter(change => !isReviewed(change)).join('\n')).toBe('');
  });

  it('has each reviewed change, and the changelog has a line about each that breaks a client', () => {
    for (const [pattern, verdict] of REVIEWED) {
      expect([pattern, changes.some(change => pattern.test(change))]).toEqual([pattern, true]);
      if ('changelog' in verdict) {
        const reason = `CHANGELOG.md has no unreleased line with "${verdict.changelog}", about ${pattern}`;
        expect(UNRELEASED.includes(verdict.changelog), reason).toBe(true);
      }
    }
  });
});

describe('a breaking change', () => {
  type Json = Record<string, unknown>;
  /** The changes that an edit of the released document makes. */
  function changesBy(edit: (schemas: Record<string, Json>, document: OpenApi) => void): string[] {
    const document = structuredClone(RELEASED);
    edit(document.components.schemas, document);
    return breakingChanges(RELEASED, document);
  }
  const propertiesOf = (schema: Json | undefined): Record<string, Json> => schema?.properties as Record<string, Json>;
  const PUBLISH = 'POST /v1/events';

  it('is none in the same document', () => {
    expect(changesBy(() => undefined)).toEqual([]);
  });

  it('is a route, a parameter or a status that is gone', () => {
    const changes = changesBy((_schemas, { paths }) => {
      delete paths['/v1/admin/stats'];
      paths['/v1/events']?.get?.parameters?.shift();
      const responses = paths['/health']?.get?.responses;
      if (responses) delete responses[200];
    });
    expect(changes.toSorted()).toEqual([
      'GET /health: no longer answers 200',
      'GET /v1/admin/stats: is gone',
      'GET /v1/events: parameter limit is gone',
    ]);
  });

  it('is a request member that is gone, required, bounded or of fewer values', () => {
    const changes = changesBy(({ NewEvent = {} }) => {
      const properties = propertiesOf(NewEvent);
      NewEvent.required = [...(NewEvent.required as string[]), 'venue'];
      delete properties.salesOpenAt;
      Object.assign(properties.kind ?? {}, { enum: ['concert', 'theatre'] });
      Object.assign(properties.title ?? {}, { maxLength: 10 });
      Object.assign(properties.holdSeconds ?? {}, { minimum: 60 });
    });
    expect(changes.toSorted()).toEqual([
      `${PUBLISH}: body.holdSeconds: minimum is 60, was 1`,
      ...['bus', 'conference', 'ferry', 'flight', 'sport', 'train'].map(
        kind => `${PUBLISH}: body.kind does not take ${kind}`,
      ),
      `${PUBLISH}: body.salesOpenAt is gone`,
      `${PUBLISH}: body.title: maxLength is 10, was 200`,
      `${PUBLISH}: body.venue is required`,
    ]);
  });

  it('is a form of a request that is gone', () => {
    const changes = changesBy(({ NewSection = {} }) => {
      NewSection.oneOf = (NewSection.oneOf as Json[]).slice(0, 1);
    });
    expect(changes).toContain(`${PUBLISH}: body.sections[].kind does not take area`);
  });

  it('is a response member that is gone, may be absent, or has another type', () => {
    const changes = changesBy(({ Money }) => {
      delete propertiesOf(Money).currency;
      Object.assign(propertiesOf(Money).amount as Json, { type: 'string' });
      Object.assign(Money as Json, { required: [] });
    });
    expect(changes).toContain('GET /v1/holds/{holdId}: 200.total.currency is gone');
    expect(changes).toContain('GET /v1/holds/{holdId}: 200.total.amount is "string", was "integer"');
    expect(changes).toContain('GET /v1/holds/{holdId}: 200.total.amount may be absent');
  });

  it('is not a new member of a response, an optional one of a request, or a new route', () => {
    const changes = changesBy(({ NewEvent, Event = {} }, { paths }) => {
      propertiesOf(NewEvent).colour = { type: 'string' };
      propertiesOf(Event).colour = { type: 'string' };
      Event.required = [...(Event.required as string[]), 'colour'];
      Object.assign(paths, { '/v2/events': paths['/v1/events'] });
    });
    expect(changes).toEqual([]);
  });
});
