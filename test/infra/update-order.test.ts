/** An update replaces functions that write new rows after all functions that must know these rows. */
import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import type { FunctionName } from '../../lib/infra/rights.ts';
import { UPDATED_LAST } from '../../lib/infra/update-order.ts';
import { FUNCTION_NAMES, functionOf, resourcesOf, synthesize } from './synthesized.ts';

const TEMPLATES: [string, Template][] = [
  ['prod', synthesize('prod')],
  ['dev with one table', synthesize('dev', { tables: 'shared' })],
];
const LAST: readonly FunctionName[] = UPDATED_LAST;
const OTHERS = FUNCTION_NAMES.filter(name => !LAST.includes(name));

describe.each(TEMPLATES)('an update of a stack of %s', (_stage, template) => {
  const idOf = (name: FunctionName): string | undefined => functionOf(template, name)?.id;
  const idsOf = (names: readonly FunctionName[]): string[] => names.flatMap(name => idOf(name) ?? []);

  it('replaces `events` after every function that finishes edits, and `tickets` after all', () => {
    expect(idsOf(LAST)).toHaveLength(2);
    for (const [i, name] of LAST.entries()) {
      const before = neededBy(template, idOf(name) ?? '');
      expect([name, idsOf([...OTHERS, ...LAST.slice(0, i)]).filter(id => !before.has(id))]).toEqual([name, []]);
    }
  });

  it('lets no other function wait for them', () => {
    for (const name of OTHERS) {
      const before = neededBy(template, idOf(name) ?? '');
      expect([name, idsOf(LAST).filter(id => before.has(id))]).toEqual([name, []]);
    }
  });
});

/** The resources that CloudFormation updates before one, by `DependsOn` and by references. */
function neededBy(template: Template, id: string): Set<string> {
  const resources = new Map(resourcesOf(template).map(resource => [resource.id, JSON.stringify(resource)]));
  const ids = [...resources.keys()];
  const found = new Set<string>();
  const open = [id];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const text = resources.get(next) ?? '';
    const named = ids.filter(other => other !== next && !found.has(other) && text.includes(`"${other}"`));
    for (const other of named) found.add(other);
    open.push(...named);
  }
  return found;
}
