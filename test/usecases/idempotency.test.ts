/** A key with a record: the caller that it belongs to, its lifetime, and the answer to its call. */
import { beforeEach, describe, expect, it } from 'vitest';
import { IDEMPOTENCY_SECONDS } from '../../lib/domain/limits.ts';
import { Refusal, refuse } from '../../lib/domain/refusals.ts';
import type { Caller } from '../../lib/ports/calls.ts';
import {
  findDuplicate,
  recordKeyOf,
  replay,
  replayOrThrow,
  requireSameRequest,
  storedRefusal,
} from '../../lib/usecases/idempotency.ts';
import { keyedCall, openUseCases, person, SECOND, START, type UseCases } from './open-use-cases.ts';
import { placed, publish, refusalOf } from './sales.ts';

let useCases: UseCases;
let caller: Caller;
beforeEach(async () => {
  useCases = await openUseCases();
  caller = person();
});
const callWith = (key = 'one', of = caller) => keyedCall(useCases, of, 'place-hold', { key });
const record = { operation: 'place-hold', fingerprint: 'digest', expiresAt: 0 };
const REUSED = { code: 'idempotency-key-reused', details: {} };

describe('a record', () => {
  it('belongs to its caller, key, operation and request', () => {
    expect(recordKeyOf(callWith())).toEqual({
      callerId: caller.userId,
      key: 'one',
      operation: 'place-hold',
      fingerprint: 'digest',
    });
  });

  it('is found by its caller and key only, for exactly 24 hours', async () => {
    await placed(useCases, caller, await publish(useCases), ['a/A-1'], { key: 'one' });
    const isFound = async (call: ReturnType<typeof callWith>) => (await findDuplicate(useCases, call)) !== undefined;
    expect(await isFound(callWith())).toBe(true);
    expect(await isFound(callWith('two'))).toBe(false);
    expect(await isFound(callWith('one', person()))).toBe(false);
    useCases.now = START + IDEMPOTENCY_SECONDS * SECOND - 1;
    expect(await isFound(callWith())).toBe(true);
    useCases.now += 1;
    expect(await isFound(callWith())).toBe(false);
  });

  it('that has expired is replaced by the next call with its key', async () => {
    const eventId = await publish(useCases);
    const first = await placed(useCases, caller, eventId, ['a/A-1'], { key: 'one' });
    useCases.now = START + IDEMPOTENCY_SECONDS * SECOND;
    const second = await placed(useCases, caller, eventId, ['a/A-2'], { key: 'one' });
    expect(second.id).not.toBe(first.id);
    expect(await placed(useCases, caller, eventId, ['a/A-2'], { key: 'one' })).toEqual(second);
  });
});

describe('a refusal', () => {
  it('is thrown if the key has no record, and otherwise the record is the answer', async () => {
    const refusal = refuse('hold-expired');
    await expect(replayOrThrow(useCases, callWith(), refusal)).rejects.toBe(refusal);
    await placed(useCases, caller, await publish(useCases), ['a/A-1'], { key: 'one' });
    expect(await replayOrThrow(useCases, callWith(), refusal)).toMatchObject({
      is: 'duplicate',
      record: { operation: 'place-hold' },
    });
  });

  it('that was stored keeps its details, and says whether it is a replay', () => {
    const refusal = new Refusal('payment-declined', { paymentId: 'pay_1' });
    expect(storedRefusal(refusal, true)).toMatchObject({ details: { paymentId: 'pay_1' }, isReplay: true });
    expect(storedRefusal(refusal, false).isReplay).toBe(false);
  });
});

describe('a replay', () => {
  it('is the stored answer', () => {
    expect(replay({ ...record, answer: '{"id":"x"}' }, callWith())).toEqual({ answer: { id: 'x' }, isReplay: true });
  });

  it('is refused for another operation or request, before the stored answer is read', async () => {
    const answer = 'not JSON';
    expect(await refusalOf(async () => replay({ ...record, answer, operation: 'x' }, callWith()))).toEqual(REUSED);
    expect(await refusalOf(async () => replay({ ...record, answer, fingerprint: 'x' }, callWith()))).toEqual(REUSED);
    expect(await refusalOf(async () => requireSameRequest({ ...record, fingerprint: '' }, callWith()))).toEqual(REUSED);
  });

  it('of a record without an answer is a bug, not a refusal', () => {
    expect(() => replay(record, callWith())).toThrow('the record of place-hold holds no answer');
  });
});
