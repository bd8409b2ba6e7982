/** The engines that `npm start` can serve from, as HOLDFAST_ENGINE names them. */

export const ENGINES = ['embedded', 'dynamodb-local'] as const;
export type EngineName = (typeof ENGINES)[number];

/** The names in sentences. */
export const ENGINE_TITLES: Record<EngineName, string> = {
  embedded: 'the embedded engine',
  'dynamodb-local': 'DynamoDB Local',
};
