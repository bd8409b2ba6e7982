/** Examples of the demonstration function. */

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

export const DEMO_EXAMPLES = {
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
