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
  ticketKeys: string;
  ticketVerificationKeys: string;
}
const keysOf = (template: Template) => onlyOne<KeysProperties>(template, 'Custom::TokenKeys');

describe.each(['dev', 'prod'] as const)('the token keys of %s', stage => {
  const template = synthesize(stage);
  const { id, Properties } = keysOf(template);

  test('are created by our own function, for which CloudFormation waits five minutes', () => {
    expect(textOf(Properties.ServiceToken)).toBe(`<${requireFunction(template, 'create-token-keys').id}.Arn>`);
    expect(Number(Properties.ServiceTimeout)).toBe(300);
  });

  test("have parameters named after their stage, so that no stage accepts another stage's tokens", () => {
    const { ServiceToken, ServiceTimeout, ...names } = Properties;
    expect(names).toEqual({
      tokenKeys: `/holdfast/${stage}/token-keys`,
      verificationKeys: `/holdfast/${stage}/verification-keys`,
      ticketKeys: `/holdfast/${stage}/ticket-keys`,
      ticketVerificationKeys: `/holdfast/${stage}/ticket-verification-keys`,
      linkKeys: `/holdfast/${stage}/link-keys`,
    });
  });

  test('are created before every function that reads them', () => {
    const workers = ['send-mails', 'send-bulk-mails'] as const;
    for (const area of [...AREAS, ...workers].filter(name => functionOf(template, name))) {
      const { DependsOn = [] } = template.toJSON().Resources[requireFunction(template, area).id];
      expect([DependsOn].flat(), area).toContain(id);
    }
  });

  test('appear in the template only as names of parameters, never as values', () => {
    const types = resourcesOf(template).map(({ Type }) => Type);
    expect(types.filter(type => /^AWS::(SSM|SecretsManager|KMS)::/.test(type))).toEqual([]);
    const text = JSON.stringify(template.toJSON());
    expect(text.match(/"kty"|"d":|resolve:ssm-secure/)).toBeNull();
    // A value passed through CloudFormation would be an attribute of the resource. Nothing in the template reads one.
    expect(text.includes(`"Fn::GetAtt":["${id}"`)).toBe(false);
    const variables = FUNCTION_NAMES.filter(name => functionOf(template, name)).flatMap(name =>
      Object.keys(requireFunction(template, name).Properties.Environment.Variables),
    );
    expect(variables).not.toContain(VARIABLES.tokenKeys);
  });

  test('are rotated by a function whose name is an output of the stack', () => {
    const { TokenKeysFunction } = template.toJSON().Outputs;
    expect(textOf(TokenKeysFunction.Value)).toBe(`<${requireFunction(template, 'create-token-keys').id}>`);
  });
});

test('deleting a test stage deletes its token keys', () => {
  expect(keysOf(synthesize('dev')).DeletionPolicy).toBe('Delete');
});

test('deleting or replacing the production stack keeps its token keys', () => {
  const { id, DeletionPolicy } = keysOf(synthesize('prod'));
  expect(DeletionPolicy).toBe('Retain');
  expect(synthesize('prod').toJSON().Resources[id].UpdateReplacePolicy).toBe('Retain');
});
