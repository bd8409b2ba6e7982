/** Expressions carry their values and names into the request. */
import { describe, expect, it } from 'vitest';
import { and, attribute, check, expression, or, path, put, putAlways, update } from '../../lib/table/expression.ts';

const KEY = { pk: 'p', sk: 's' };

describe('an update', () => {
  it('has a placeholder for each value and for each name that is data', () => {
    const entry = expression`claims.${attribute('some-id')}`;
    const change = {
      set: [expression`${entry} = ${{ quantity: 2 }}`, expression`changedAt = ${5}`],
      remove: ['holdExpiresAt', entry],
      condition: expression`available >= ${2}`,
    };
    expect(update('t', KEY, change)).toEqual({
      TableName: 't',
      Key: KEY,
      UpdateExpression: 'SET claims.#n0 = :v0, changedAt = :v1 REMOVE holdExpiresAt, claims.#n0',
      ConditionExpression: 'available >= :v2',
      ExpressionAttributeNames: { '#n0': 'some-id' },
      ExpressionAttributeValues: { ':v0': { quantity: 2 }, ':v1': 5, ':v2': 2 },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  });

  it('shares the placeholder of equal values', () => {
    const { UpdateExpression, ExpressionAttributeValues } = update('t', KEY, {
      set: [expression`c0 = ${7}`, expression`${path('payments[1]')} = ${7}`],
      condition: expression`attribute_exists(pk)`,
    });
    expect(UpdateExpression).toBe('SET c0 = :v0, payments[1] = :v0');
    expect(ExpressionAttributeValues).toEqual({ ':v0': 7 });
  });

  it('names the attributes that DynamoDB reserves, also in a condition and in what it removes', () => {
    const change = { remove: ['#work'], condition: expression`#status = ${'held'}` };
    expect(update('t', KEY, change)).toMatchObject({
      UpdateExpression: 'REMOVE #work',
      ExpressionAttributeNames: { '#work': 'work', '#status': 'status' },
    });
  });

  it('does not compile with a value that may be missing', () => {
    const missing = undefined as number | undefined;
    // @ts-expect-error: undefined is not a value
    expect(() => expression`available >= ${missing}`).not.toThrow();
  });
});

describe('conditions', () => {
  const [a, b, c] = [expression`a = ${1}`, expression`b = ${2}`, expression`attribute_not_exists(c)`] as const;
  const textOf = (condition: typeof a): string => check('t', KEY, condition).ConditionExpression;

  it('keep their meaning when they are combined', () => {
    expect(textOf(and(or(a, and(b, c)), a))).toBe('(a = :v0 OR b = :v1 AND attribute_not_exists(c)) AND a = :v0');
    expect(textOf(and(a))).toBe('a = :v0');
  });

  it('of a check have no update, and of a put only what they use', () => {
    expect(check('t', KEY, c)).toEqual({
      TableName: 't',
      Key: KEY,
      ConditionExpression: 'attribute_not_exists(c)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    expect(put('t', KEY, a)).toEqual({
      TableName: 't',
      Item: KEY,
      ConditionExpression: 'a = :v0',
      ExpressionAttributeValues: { ':v0': 1 },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    expect(putAlways('t', KEY)).toEqual({ TableName: 't', Item: KEY });
  });
});
