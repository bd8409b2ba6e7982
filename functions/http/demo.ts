/** The demonstration function, on test stages only: a crowd of customers. */
import { composed } from '../../lib/lambda/compose.ts';
import { type Bindings, created, httpFunction } from '../../lib/lambda/http-function.ts';
import { createDemoCustomers } from '../../lib/usecases/create-demo-customers.ts';

export const demo: Bindings<'create-demo-customers'> = {
  'create-demo-customers': async (deps, call, { body }) => created(await createDemoCustomers(deps, call, body)),
};

export const handler = httpFunction(demo, composed);
