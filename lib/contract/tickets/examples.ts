/** Examples of the tickets function. */
import { DOOR_EXAMPLES } from './door-examples.ts';

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
  ...DOOR_EXAMPLES,
};
