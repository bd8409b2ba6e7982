/** Types that must not accept a mistake in a binding, a table of schemas, a request or a refusal. tsc checks them. */

import { describe, expectTypeOf, it } from 'vitest';
import * as z from 'zod/mini';
import type { NewHold } from '../../lib/contract/holds/requests.ts';
import type { PROBLEMS, ProblemCode, ProblemDetails } from '../../lib/contract/problems.ts';
import type { REQUESTS, RequestOf } from '../../lib/contract/requests.ts';
import type { RESPONSES } from '../../lib/contract/responses.ts';
import type { Area, SignedBody } from '../../lib/contract/route.ts';
import type { RequestsOf, ResponsesOf } from '../../lib/contract/route-schemas.ts';
import type { OperationId, OperationsOf } from '../../lib/contract/routes.ts';
import { BookingId, HoldId } from '../../lib/contract/schema-parts.ts';
import { type Conflict, Refusal, type RefusalCode, type RefusalDetails, refuse } from '../../lib/domain/refusals.ts';
import { type BindingsOf, type CallOf, httpFunction, noContent, ok } from '../../lib/lambda/http/http-function.ts';
import { HttpProblem } from '../../lib/lambda/http/http-problem.ts';
import type { Call, CallerCall, IdempotentCall } from '../../lib/ports/calls.ts';

/** Only type-checked, never called. */
const typesOnly = (_check: () => unknown): void => {};
const bind = async () => ok({});

describe('the operations', () => {
  it('belong to one area each', () => {
    expectTypeOf<OperationsOf<'holds'>>().toEqualTypeOf<
      'place-hold' | 'quote-places' | 'list-holds' | 'read-hold' | 'extend-hold' | 'release-hold'
    >();
    expectTypeOf<OperationsOf<Area>>().toEqualTypeOf<OperationId>();
    expectTypeOf<keyof typeof REQUESTS>().toEqualTypeOf<OperationId>();
    expectTypeOf<keyof typeof RESPONSES>().toEqualTypeOf<OperationId>();
  });
});

describe('the bindings of an area', () => {
  it('are its operations', () => {
    expectTypeOf<keyof BindingsOf<'accounts'>>().toEqualTypeOf<OperationsOf<'accounts'>>();
    expectTypeOf<keyof BindingsOf<'admin'>>().toEqualTypeOf<OperationsOf<'admin'>>();
    expectTypeOf<keyof BindingsOf<'events'>>().toEqualTypeOf<OperationsOf<'events'>>();
    expectTypeOf<keyof BindingsOf<'holds'>>().toEqualTypeOf<OperationsOf<'holds'>>();
    expectTypeOf<keyof BindingsOf<'bookings'>>().toEqualTypeOf<OperationsOf<'bookings'>>();
    expectTypeOf<keyof BindingsOf<'demo'>>().toEqualTypeOf<OperationsOf<'demo'>>();
    expectTypeOf<keyof BindingsOf<'reference'>>().toEqualTypeOf<OperationsOf<'reference'>>();
  });

  it('have no operation too few or too many', () => {
    const complete = {
      'place-hold': bind,
      'quote-places': bind,
      'list-holds': bind,
      'read-hold': bind,
      'extend-hold': bind,
    };
    const holds: BindingsOf<'holds'> = { ...complete, 'release-hold': async () => noContent };
    expectTypeOf(holds).toEqualTypeOf<BindingsOf<'holds'>>();
    typesOnly(() => {
      // @ts-expect-error release-hold is missing
      const missing: BindingsOf<'holds'> = complete;
      // @ts-expect-error read-booking is of another area
      const foreign: BindingsOf<'holds'> = { ...complete, 'release-hold': bind, 'read-booking': bind };
      return [missing, foreign];
    });
  });

  it('get the call that the route prescribes', () => {
    expectTypeOf<CallOf<'place-hold'>>().toEqualTypeOf<IdempotentCall>();
    expectTypeOf<CallOf<'confirm-booking'>>().toEqualTypeOf<IdempotentCall>();
    expectTypeOf<CallOf<'release-hold'>>().toEqualTypeOf<CallerCall>();
    expectTypeOf<CallOf<'find-holds'>>().toEqualTypeOf<CallerCall>();
    expectTypeOf<CallOf<'read-seats'>>().toEqualTypeOf<Call>();
    expectTypeOf<CallOf<'quote-places'>>().toEqualTypeOf<Call & Partial<CallerCall>>();
    expectTypeOf<CallOf<'receive-webhook'>>().toEqualTypeOf<Call>();
  });

  it('need the schemas of all their operations', () => {
    typesOnly(() => {
      const service = () => Promise.reject(new Error('never called'));
      httpFunction({ 'read-start': bind }, { 'read-start': {} }, service);
      // @ts-expect-error the schemas of read-docs are missing
      return httpFunction({ 'read-start': bind, 'read-docs': bind }, { 'read-start': {} }, service);
    });
  });
});

describe('the schemas of an area', () => {
  it('have the parameters of each path', () => {
    const params = z.strictObject({ holdId: HoldId });
    const ofEvent = { params: z.strictObject({ eventId: HoldId }) };
    const holds = { 'place-hold': ofEvent, 'quote-places': ofEvent, 'list-holds': {} };
    typesOnly(() => {
      const right: RequestsOf<'holds'> = {
        ...holds,
        'read-hold': { params },
        'extend-hold': { params },
        'release-hold': { params },
      };
      const wrong: RequestsOf<'holds'> = {
        ...right,
        // @ts-expect-error the path has holdId
        'read-hold': { params: z.strictObject({ bookingId: BookingId }) },
        // @ts-expect-error the path has a parameter
        'extend-hold': {},
        // @ts-expect-error the path has no parameter
        'list-holds': { params },
      };
      return wrong;
    });
  });

  it('have the responses of each operation', () => {
    typesOnly(() => {
      // @ts-expect-error change-payment-simulator is missing
      const missing: ResponsesOf<'demo'> = { 'read-payment-simulator': { 204: undefined } };
      return missing;
    });
  });
});

describe('a request', () => {
  it('has the parameters of its path', () => {
    expectTypeOf<RequestOf<'read-hold'>['params']>().toEqualTypeOf<{ holdId: string }>();
    expectTypeOf<RequestOf<'list-holds'>['params']>().toEqualTypeOf<Record<string, never>>();
  });

  it('has a query with its defaults', () => {
    type Query = RequestOf<'list-holds'>['query'];
    expectTypeOf<Query['limit']>().toEqualTypeOf<number>();
    expectTypeOf<Query['cursor']>().toEqualTypeOf<string | undefined>();
    expectTypeOf<Query['status']>().toEqualTypeOf<'active' | 'confirmed' | 'released' | 'expired' | undefined>();
    expectTypeOf<RequestOf<'read-seats'>['query']['fresh']>().toEqualTypeOf<boolean>();
    expectTypeOf<RequestOf<'find-payments'>['query']['needsPerson']>().toEqualTypeOf<boolean | undefined>();
  });

  it('has the body of its schema, or the signed bytes', () => {
    expectTypeOf<RequestOf<'place-hold'>['body']>().toEqualTypeOf<NewHold>();
    expectTypeOf<NonNullable<NewHold['bestAvailable']>['adjacent']>().toEqualTypeOf<boolean>();
    expectTypeOf<RequestOf<'extend-hold'>['body']>().toEqualTypeOf<Record<string, never>>();
    expectTypeOf<RequestOf<'receive-webhook'>['body']>().toEqualTypeOf<SignedBody>();
  });
});

describe('a problem', () => {
  it('has a code of the closed list, with a status', () => {
    expectTypeOf<keyof typeof PROBLEMS>().toEqualTypeOf<ProblemCode>();
    expectTypeOf<RefusalCode>().toExtend<ProblemCode>();
  });

  it('has the details of its code', () => {
    expectTypeOf<ProblemDetails['seats-unavailable']>().toEqualTypeOf<{ conflicts: Conflict[]; isOffered?: boolean }>();
    expectTypeOf<ProblemDetails['sales-not-open']>().toEqualTypeOf<{ opensAt?: number; closedAt?: number }>();
    expectTypeOf<RefusalDetails['price-changed']>().toEqualTypeOf<{ total: number; currency: string }>();
    expectTypeOf(new Refusal('price-changed', { total: 1, currency: 'EUR' }).details.total).toEqualTypeOf<number>();
    typesOnly(() => {
      // @ts-expect-error the currency is missing
      new Refusal('price-changed', { total: 1 });
      // @ts-expect-error no such code
      new Refusal('price-raised', { total: 1, currency: 'EUR' });
      // @ts-expect-error this code needs details
      refuse('price-changed');
      // @ts-expect-error the methods are missing
      new HttpProblem('method-not-allowed', {});
      // @ts-expect-error a refusal of the domain is no problem of the HTTP chain
      new HttpProblem('hold-expired', {});
      return refuse('hold-expired');
    });
  });
});
