/** Examples of the reference function. */

export const REFERENCE_EXAMPLES = {
  'read-health': {
    responses: {
      200: { status: 'ok', dependencies: { table: 'ok', 'demo-data': 'ok' } },
      503: { status: 'unavailable', dependencies: { table: 'unreachable' } },
    },
  },
  'read-start': {},
  'read-openapi': {},
  'read-docs': {},
  'open-link': {},
  'read-docs-file': {},
};
