/** Examples of the tickets function. */

import { CHECK_IN_EXAMPLES } from './check-in-examples.ts';

export const TICKET_EXAMPLES = {
  'read-ticket-keys': {
    responses: {
      200: {
        keys: [
          {
            kty: 'OKP',
            crv: 'Ed25519',
            x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
            kid: 'kPrK_qmx',
            alg: 'EdDSA',
            use: 'sig',
          },
        ],
      },
    },
  },
  ...CHECK_IN_EXAMPLES,
};
