/** The names of the functions' environment variables: the CDK stack sets them, lib/lambda/environment.ts reads them. */
export const VARIABLES = {
  tableName: 'HOLDFAST_TABLE',
  stage: 'HOLDFAST_STAGE_KIND',
  stageName: 'HOLDFAST_STAGE',
  dynamodbEndpoint: 'DYNAMODB_ENDPOINT',
  tokenKeys: 'HOLDFAST_TOKEN_KEYS',
  tokenKeysParameter: 'HOLDFAST_TOKEN_KEYS_PARAMETER',
  verificationKeysParameter: 'HOLDFAST_VERIFICATION_KEYS_PARAMETER',
  logLevel: 'HOLDFAST_LOG_LEVEL',
  rateLimits: 'HOLDFAST_RATE_LIMITS',
  gateway: 'HOLDFAST_GATEWAY',
  stripeParameter: 'HOLDFAST_STRIPE_PARAMETER',
  stripeSecretKey: 'STRIPE_SECRET_KEY',
  stripeWebhookSecret: 'STRIPE_WEBHOOK_SECRET',
  stripeApiBase: 'STRIPE_API_BASE',
  assetsFolder: 'HOLDFAST_ASSETS',
} as const;
