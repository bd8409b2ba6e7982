/**
 * Compares the API with that of the last release. Until 1.0 a breaking change is allowed if the CHANGELOG names it. After a
 * release `npm run openapi -- --release` renews test/contract/released-openapi.txt.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openApiDocument } from '../../lib/contract/openapi.ts';
import { ALL_ROUTES } from '../../lib/contract/routes.ts';
import { breakingChanges, type Document } from '../support/api-changes/documents.ts';

const textOf = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8');
const RELEASED = JSON.parse(textOf('released-openapi.txt')) as Document & { release: string };
const CHANGELOG = textOf('../../CHANGELOG.md');
const HEADING = '### Breaking changes of the API';

/** Texts that show what a released pattern accepts. Another pattern that accepts them all is wider. */
const SAMPLES: Record<string, string[]> = {
  // Labels of rows and seats.
  '^[A-Za-z0-9][A-Za-z0-9._-]{0,19}$': [
    'A',
    '1',
    'z',
    '0',
    'A-1',
    'a.b_c-d',
    'Z---',
    'A1234567890123456789',
    '0._-0._-0._-0._-0._-',
  ],
};

/**
 * Changes of the document only: both accept the same requests. The forms of a hold were one object with conditions on its fields;
 * new-hold.test.ts compares them.
 */
const ONLY_DOCUMENTED = ['NewHold in requests: bestAvailable is removed', 'NewHold in requests: seats is required'];

const changesSince = (): string[] => {
  const changes = breakingChanges(RELEASED, current(), SAMPLES);
  expect(changes).toEqual(expect.arrayContaining(ONLY_DOCUMENTED));
  return changes.filter(change => !ONLY_DOCUMENTED.includes(change));
};

const current = (): Document => JSON.parse(JSON.stringify(openApiDocument(ALL_ROUTES)));

/** The lines that name breaking changes since the last release: `- POST /v1/x: …`, in backquotes or not, with more text behind. */
function namedChanges(changelog: string): string[] {
  const [, unreleased = ''] = changelog.split(/^## .*$/m);
  const [, section = ''] = unreleased.split(`${HEADING}\n`);
  const [list = ''] = section.split(/^###? /m);
  return list
    .split(/^- /m)
    .slice(1)
    .map(line => line.replaceAll('`', '').replace(/\s+/g, ' ').trim());
}

const isNamed = (change: string, named: string[]): boolean =>
  named.some(line => line === change || [' ', '.', ';', ','].some(end => line.startsWith(`${change}${end}`)));

describe('the API since the last release', () => {
  it('breaks only where the CHANGELOG says so', () => {
    const named = namedChanges(CHANGELOG);
    const missing = changesSince().filter(change => !isNamed(change, named));
    expect(missing, `add these lines to CHANGELOG.md, under "${HEADING}" of Unreleased`).toEqual([]);
  });

  it('has no line in the CHANGELOG for a change that was not made', () => {
    const changes = changesSince();
    expect(namedChanges(CHANGELOG).filter(line => !changes.some(change => isNamed(change, [line])))).toEqual([]);
  });

  it('is compared with the last release of the CHANGELOG; npm run openapi -- --release renews it', () => {
    const [, last] = /^## (\d+\.\d+\.\d+)/m.exec(CHANGELOG) ?? [];
    expect(RELEASED.release).toBe(last);
  });
});

describe('the lines of the CHANGELOG', () => {
  const changelog = (lines: string): string =>
    `# Changelog\n\n## Unreleased\n\n${HEADING}\n\n${lines}\n\n### Added\n\n- x\n\n## 0.5.0\n\n- y\n`;

  it('are those under the heading of Unreleased, and of no other', () => {
    expect(namedChanges(changelog('- `GET /v1/x: removed`.\n- B in responses: a is\n  removed'))).toEqual([
      'GET /v1/x: removed.',
      'B in responses: a is removed',
    ]);
    expect(
      namedChanges('# Changelog\n\n## Unreleased\n\n## 0.5.0\n\n### Breaking changes of the API\n\n- old'),
    ).toEqual([]);
  });

  it('must name the whole change', () => {
    expect(isNamed('GET /v1/x: a is removed', ['GET /v1/x: a is removed. Use b'])).toBe(true);
    expect(isNamed('GET /v1/x: a is removed', ['GET /v1/x: ab is removed'])).toBe(false);
    expect(isNamed('GET /v1/x: removed', ['GET /v1/x: removedNot'])).toBe(false);
  });
});
