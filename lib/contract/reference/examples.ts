/** Examples of the reference function. */

export const REFERENCE_EXAMPLES = {
  'read-health': {
    responses: {
      200: { status: 'ok', dependencies: { table: 'ok', 'demo-data': 'ok' } },
      503: { status: 'unavailable', dependencies: { table: 'unreachable' } },
    },
  },
  'read-stage': {
    responses: {
      200: {
        isTestStage: false,
        gateway: 'stripe',
        stripePublishableKey: 'pk_live_51H8x',
        links: { terms: 'https://example.org/terms', privacy: 'https://example.org/privacy' },
        languages: ['en', 'de'],
      },
    },
  },
  'read-start': {},
  'read-openapi': {},
  'read-docs': {},
  'open-link': {},
  'read-docs-file': {},
};
