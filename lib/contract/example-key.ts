/** The idempotency key in the OpenAPI document. Swagger UI fills it in, and the reference page replaces it by a new one in each request. */
export const EXAMPLE_KEY = 'a-new-key-for-each-request';
