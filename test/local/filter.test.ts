import { expect, test } from 'vitest';
import { STREAMS, TTL_IDENTITY } from '../../lib/deployment/triggers.ts';
import { matches } from '../../lib/local/stream/filter.ts';

const keys = (pk: string) => ({ dynamodb: { Keys: { pk: { S: pk }, sk: { S: 'x' } } } });

test('a leaf matches its exact values only', () => {
  const pattern = { eventName: ['INSERT', 'MODIFY'] };
  expect(matches(pattern, { eventName: 'INSERT' })).toBe(true);
  expect(matches(pattern, { eventName: 'MODIFY' })).toBe(true);
  expect(matches(pattern, { eventName: 'INSERTED' })).toBe(false);
  expect(matches(pattern, { eventName: 'insert' })).toBe(false);
  expect(matches(pattern, { eventName: 1 })).toBe(false);
});

test('a prefix matches texts that begin with it', () => {
  const pattern = { pk: [{ prefix: 'CLAIM#' }] };
  expect(matches(pattern, { pk: 'CLAIM#1' })).toBe(true);
  expect(matches(pattern, { pk: 'CLAIM#' })).toBe(true);
  expect(matches(pattern, { pk: 'CLAIM' })).toBe(false);
  expect(matches(pattern, { pk: 'EVENT#CLAIM#1' })).toBe(false);
});

test('a missing field does not match, at any depth', () => {
  const pattern = { dynamodb: { Keys: { pk: { S: [{ prefix: '' }] } } } };
  expect(matches(pattern, {})).toBe(false);
  expect(matches(pattern, { dynamodb: null })).toBe(false);
  expect(matches(pattern, { dynamodb: { Keys: 'pk' } })).toBe(false);
  expect(matches(pattern, undefined)).toBe(false);
  expect(matches({ toString: { name: ['toString'] } }, {})).toBe(false);
});

test('publish-history gets new and changed claims, but no removed ones', () => {
  const { filter } = STREAMS['publish-history'];
  expect(matches(filter, { eventName: 'INSERT', ...keys('CLAIM#a') })).toBe(true);
  expect(matches(filter, { eventName: 'MODIFY', ...keys('CLAIM#a') })).toBe(true);
  expect(matches(filter, { eventName: 'REMOVE', ...keys('CLAIM#a') })).toBe(false);
  expect(matches(filter, { eventName: 'INSERT', ...keys('EVENT#a#CLAIMS#1') })).toBe(false);
});

test('project-rows gets lapse markers that TTL removed, but none that we deleted', () => {
  const { filter } = STREAMS['project-rows'];
  const removed = { eventName: 'REMOVE', ...keys('LAPSE#1#0') };
  expect(matches(filter, { ...removed, userIdentity: TTL_IDENTITY })).toBe(true);
  expect(matches(filter, removed)).toBe(false);
  expect(matches(filter, { ...removed, userIdentity: { ...TTL_IDENTITY, type: 'Root' } })).toBe(false);
  expect(matches(filter, { ...removed, ...keys('CLAIM#1'), userIdentity: TTL_IDENTITY })).toBe(false);
});
