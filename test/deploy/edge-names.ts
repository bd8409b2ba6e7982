/**
 * Lists the resources of an account at CloudFront by their names and comments. Signed requests of our own: a client of the SDK would be
 * a dependency for these lists alone.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { sendSigned } from '../../lib/lambda/compose/signed-request.ts';

/** The paths of the lists. CloudFront is in one Region, wherever the stack is. */
export const EDGE_LISTS = {
  distributions: 'distribution',
  cachePolicies: 'cache-policy',
  headersPolicies: 'response-headers-policy',
  edgeFunctions: 'function',
  accessControls: 'origin-access-control',
} as const;
const CLOUDFRONT = { address: 'https://cloudfront.amazonaws.com', version: '2020-05-31', region: 'us-east-1' };

export async function edgeNames(list: keyof typeof EDGE_LISTS): Promise<string[]> {
  const { address, version, region } = CLOUDFRONT;
  const url = `${process.env.AWS_ENDPOINT_URL ?? address}/${version}/${EDGE_LISTS[list]}`;
  const { config } = new DynamoDBClient({ region });
  const { status, body } = await sendSigned(config, { service: 'cloudfront', method: 'GET', url });
  if (status !== 200) throw new Error(`CloudFront answered ${status} to ${list}: ${body.slice(0, 200)}`);
  return [...body.matchAll(/<(?:Name|Comment)>([^<]*)</g)].map(([, name = '']) => name);
}
