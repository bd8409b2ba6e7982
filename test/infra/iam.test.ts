import { describe, expect, test } from 'vitest';
import { type AccessRequest, judge, type Statement } from './iam.ts';

/** A policy variable. None of our policies needs one. */
const USER_ID = ['$', '{aws:userid}'].join('');

const allow = (Condition?: Statement['Condition']): Statement => ({
  Effect: 'Allow',
  Action: 'dynamodb:PutItem',
  Resource: 'Table',
  ...(Condition && { Condition }),
});
const put = (context?: AccessRequest['context']): AccessRequest => ({
  action: 'dynamodb:PutItem',
  resource: 'Table',
  ...(context && { context }),
});
const keys = (...values: string[]) => ({ 'dynamodb:LeadingKeys': values });

describe('judge', () => {
  test('allows nothing without an Allow, and lets a Deny win over every Allow', () => {
    expect(judge([], put())).toBe('not allowed');
    expect(judge([allow()], put())).toBe('allowed');
    expect(judge([allow(), { ...allow(), Effect: 'Deny' }], put())).toBe('denied');
    expect(judge([{ ...allow(), Effect: 'Deny' }, allow()], put())).toBe('denied');
    expect(judge([allow()], { ...put(), action: 'dynamodb:UpdateItem' })).toBe('not allowed');
    expect(judge([allow()], { ...put(), resource: 'Table/index/byOwner' })).toBe('not allowed');
  });

  test.each([
    ['dynamodb:*', 'Table', 'allowed'],
    ['DynamoDB:putitem', 'Table', 'allowed'],
    ['dynamodb:Put?tem', 'T*', 'allowed'],
    ['*', '*', 'allowed'],
    ['dynamodb:Put', 'Table', 'not allowed'],
    ['dynamodb:PutItem', 'table', 'not allowed'],
    ['dynamodb:PutItem', 'Tab.e', 'not allowed'],
  ])('reads the action %s on %s: %s', (Action, Resource, verdict) => {
    expect(judge([{ Effect: 'Allow', Action, Resource }], put())).toBe(verdict);
  });

  test.each([
    ['ForAllValues:StringLike', [], 'allowed'],
    ['ForAllValues:StringLike', ['A#1', 'B#1'], 'allowed'],
    ['ForAllValues:StringLike', ['A#1', 'C#1'], 'not allowed'],
    ['ForAnyValue:StringLike', [], 'not allowed'],
    ['ForAnyValue:StringLike', ['C#1', 'A#1'], 'allowed'],
    ['ForAnyValue:StringLike', ['C#1', 'a#1'], 'not allowed'],
    ['ForAnyValue:StringEquals', ['A#1'], 'not allowed'],
    ['ForAnyValue:StringEquals', ['A#*'], 'allowed'],
    ['StringLike', [], 'not allowed'],
    ['StringLike', ['A#1#2'], 'allowed'],
  ])('applies %s to the keys %j: %s', (operator, values, verdict) => {
    const statement = allow({ [operator]: { 'dynamodb:leadingkeys': ['A#*', 'B#*'] } });
    expect(judge([statement], put(keys(...values)))).toBe(verdict);
  });

  test('requires all conditions, and one of the values of each', () => {
    const both = allow({
      'ForAllValues:StringLike': keys('A#*'),
      Bool: { 'aws:SecureTransport': 'true' },
    });
    expect(judge([both], put({ ...keys('A#1'), 'aws:SecureTransport': ['true'] }))).toBe('allowed');
    expect(judge([both], put({ ...keys('A#1'), 'aws:SecureTransport': ['false'] }))).toBe('not allowed');
    expect(judge([both], put(keys('A#1')))).toBe('not allowed');
  });

  test('does not match a wildcard beyond its part of an ARN', () => {
    const from = (pattern: string): Statement => allow({ ArnLike: { 'aws:SourceArn': pattern } });
    const arn = put({ 'aws:SourceArn': ['arn:aws:execute-api:eu-central-1:1:api/$default/GET/v1'] });
    expect(judge([from('arn:aws:execute-api:*:1:api/*/*/v1')], arn)).toBe('allowed');
    expect(judge([from('arn:aws:execute-api:*/v1')], arn)).toBe('not allowed');
    expect(judge([from('arn:aws:execute-api:*:2:api/*')], arn)).toBe('not allowed');
  });

  test('compares the principal of a policy on a resource', () => {
    const events = { ...allow(), Principal: { Service: 'events.amazonaws.com' } };
    expect(judge([events], { ...put(), principal: { kind: 'Service', name: 'events.amazonaws.com' } })).toBe('allowed');
    expect(judge([events], { ...put(), principal: { kind: 'AWS', name: 'another-account' } })).toBe('not allowed');
    const allAccounts = { ...allow(), Principal: { AWS: '*' } };
    expect(judge([allAccounts], { ...put(), principal: { kind: 'AWS', name: 'another-account' } })).toBe('allowed');
    const anyPrincipal = { ...allow(), Principal: '*' as const };
    expect(judge([anyPrincipal], { ...put(), principal: { kind: 'Service', name: 'events.amazonaws.com' } })).toBe(
      'allowed',
    );
    expect(() => judge([events], put())).toThrow('needs a principal');
  });

  test.each<[string, object]>([
    ['unknown element NotAction', { Effect: 'Deny', NotAction: 'a:B', Resource: '*' }],
    ['unknown element NotResource', { ...allow(), NotResource: '*' }],
    ['unknown effect', { ...allow(), Effect: 'allow' }],
    ['unknown operator StringNotLike', allow({ StringNotLike: keys('A#*') })],
    ['unknown operator StringLikeIfExists', allow({ StringLikeIfExists: keys('A#*') })],
    ['unknown operator ForMostValues:StringLike', allow({ 'ForMostValues:StringLike': keys('A#*') })],
    ['unknown policy variable', allow({ StringLike: keys(USER_ID) })],
    ['unknown policy variable', { ...allow(), Resource: `Table/${USER_ID}` }],
    ['neither true nor false', allow({ Bool: { 'aws:SecureTransport': 'no' } })],
  ])('throws on an %s, even in a statement that does not match the request', (message, statement) => {
    const elsewhere = { ...statement, ...('Action' in statement && { Action: 'other:Action' }) } as Statement;
    expect(() => judge([allow(), elsewhere], put())).toThrow(message);
  });

  test('throws if a request has several values for an operator that compares one', () => {
    expect(() => judge([allow({ StringLike: keys('A#*') })], put(keys('A#1', 'A#2')))).toThrow('compares one value');
  });
});
