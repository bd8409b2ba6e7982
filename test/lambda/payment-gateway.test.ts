/** stripeSecretsIn reads the secrets of Stripe from their parameter. */
import { expect, it } from 'vitest';
import { stripeSecretsIn } from '../../lib/lambda/compose/stripe-gateway.ts';
import { fakeParameters } from '../support/parameters.ts';

const NAME = '/holdfast/prod/stripe';
const SECRETS = { secretKey: 'sk_live_1', webhookSecret: 'whsec_1' };

it('reads the two secrets from the parameter', async () => {
  const parameters = fakeParameters();
  await parameters.createSecret(NAME, JSON.stringify(SECRETS));
  expect(await stripeSecretsIn(NAME, parameters.read)).toEqual(SECRETS);
});

it('throws without quoting the value if the parameter is missing or has another content', async () => {
  const parameters = fakeParameters();
  await expect(stripeSecretsIn(NAME, parameters.read)).rejects.toThrow(`there is no parameter ${NAME}: put it`);
  for (const json of ['sk_live_1', '{"secretKey":"sk_live_1"}', '[]', 'null']) {
    await parameters.overwriteSecret(NAME, json);
    await expect(stripeSecretsIn(NAME, parameters.read)).rejects.toThrow(
      `the parameter ${NAME} holds no secrets of Stripe: put it again, as docs/operations.md says`,
    );
  }
});
