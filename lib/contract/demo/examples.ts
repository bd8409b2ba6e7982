/** Examples of the demonstration function. */
import { CUSTOMER_ID, EVENT_ID, HOLD_ID, SECTION } from '../example-facts.ts';

const CALM = {
  failureRate: 0.1,
  latencyMs: 200,
  lostReplyRate: 0,
  duplicateRate: 0,
  lateRate: 0,
  lateMs: 0,
  lateCaptureRate: 0,
  refundFailureRate: 0,
};

const RACE = { eventId: EVENT_ID, seatId: `${SECTION.id}/A-3`, buyers: 100 };

export const DEMO_EXAMPLES = {
  'race-for-seat': {
    request: RACE,
    responses: {
      200: {
        ...RACE,
        winner: { customerId: CUSTOMER_ID, holdId: HOLD_ID, ms: 41 },
        refused: [{ code: 'seats-unavailable', count: 99 }],
        durationMs: 180,
        isReleased: true,
      },
    },
  },
  'read-payment-simulator': { responses: { 200: CALM } },
  'change-payment-simulator': { request: { failureRate: 0.1, latencyMs: 200 }, responses: { 200: CALM } },
  'create-demo-customers': {
    request: { count: 2 },
    responses: {
      201: {
        items: ['1', '2'].map(number => ({
          email: `buyer-${number}@holdfast.example`,
          accessToken: 'eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9.eyJzdWIiOiJ1c3JfMSJ9.c2ln',
        })),
      },
    },
  },
};
