import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { AREAS } from '../../lib/contract/route.ts';
import { VARIABLES } from '../../lib/deployment/variables.ts';
import {
  FUNCTION_NAMES,
  functionOf,
  onlyOne,
  requireFunction,
  resourcesOf,
  synthesize,
  type Text,
  textOf,
} from './synthesized.ts';

interface KeysProperties {
  ServiceToken: Text;
  ServiceTimeout: string;
  tokenKeys: string;
  verificationKeys: string;
}
const keysOf = (template: Template) => onlyOne<KeysProperties>(template, 'Custom::TokenKeys');

describe.each(['dev', 'prod'] as const)('the keys of tokens in %s', stage => {
  const template = synthesize(stage);
  const { id, Properties } = keysOf(template);

  test('are made by our own function, which CloudFormation waits for five minutes', () => {
    expect(textOf(Properties.ServiceToken)).toBe(`<${requireFunction(template, 'create-token-keys').id}.Arn>`);
    expect(Number(Properties.ServiceTimeout)).toBe(300);
  });

  test("are named after their stage, so that none accepts another's tokens", () => {
    const { ServiceToken, ServiceTimeout, ...names } = Properties;
    expect(names).toEqual({
      tokenKeys: `/holdfast/${stage}/token-keys`,
      verificationKeys: `/holdfast/${stage}/verification-keys`,
    });
  });

  test('are there before any function that reads them', () => {
    for (const area of AREAS.filter(name => functionOf(template, name))) {
      const { DependsOn = [] } = template.toJSON().Resources[requireFunction(template, area).id];
      expect([DependsOn].flat(), area).toContain(id);
    }
  });

  test('are nowhere in the template, which names their parameters and no value', () => {
    const types = resourcesOf(template).map(({ Type }) => Type);
    expect(types.filter(type => /^AWS::(SSM|SecretsManager|KMS)::/.test(type))).toEqual([]);
    const text = JSON.stringify(template.toJSON());
    expect(text.match(/"kty"|"d":|resolve:ssm-secure/)).toBeNull();
    // What is passed through CloudFormation would be an attribute of the resource, and nobody asks for one.
    expect(text.includes(`"Fn::GetAtt":["${id}"`)).toBe(false);
    const variables = FUNCTION_NAMES.filter(name => functionOf(template, name)).flatMap(name =>
      Object.keys(requireFunction(template, name).Properties.Environment.Variables),
    );
    expect(variables).not.toContain(VARIABLES.tokenKeys);
  });

  test('can be rotated by a function whose name is told', () => {
    const { TokenKeysFunction } = template.toJSON().Outputs;
    expect(textOf(TokenKeysFunction.Value)).toBe(`<${requireFunction(template, 'create-token-keys').id}>`);
  });
});

test('a test stage takes its keys with it', () => {
  expect(keysOf(synthesize('dev')).DeletionPolicy).toBe('Delete');
});

test('production keeps its keys, whoever deletes the stack', () => {
  const { id, DeletionPolicy } = keysOf(synthesize('prod'));
  expect(DeletionPolicy).toBe('Retain');
  expect(synthesize('prod').toJSON().Resources[id].UpdateReplacePolicy).toBe('Retain');
});
