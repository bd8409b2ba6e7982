/** The engines that `npm start` can use, by their names in HOLDFAST_ENGINE. */

export const ENGINES = ['embedded', 'dynamodb-local'] as const;
export type EngineName = (typeof ENGINES)[number];

/** The names of the engines in messages. */
export const ENGINE_TITLES: Record<EngineName, string> = {
  embedded: 'the embedded engine',
  'dynamodb-local': 'DynamoDB Local',
};
