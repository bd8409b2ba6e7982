/** The origins of changes: which author is recorded, and that no address is. */
import { expect, it } from 'vitest';
import { byCaller, byOwner, bySystem } from '../../lib/usecases/origin.ts';

const CALL = { now: 5, requestId: 'request-1', ip: '192.0.2.7' };
const caller = { userId: 'usr_1', role: 'admin' } as const;

it('the owner of a claim is recorded as `owner`, without the IP address that entries used to have', () => {
  expect(byOwner(CALL)).toEqual({ at: 5, actor: 'owner', requestId: 'request-1' });
});

it('another caller is recorded by id, without the IP address', () => {
  expect(byCaller({ ...CALL, caller })).toEqual({ at: 5, actor: 'usr_1', requestId: 'request-1' });
});

it('Holdfast itself is recorded as `system`, without the address of the request that led to the change', () => {
  expect(bySystem(CALL)).toEqual({ at: 5, actor: 'system', requestId: 'request-1' });
});
