/**
 * Sends one signed request to a service of AWS, over the connection of an SDK client that the function has already: the SDK's own
 * client of each further service would add some hundred KB to a bundle.
 */
import { text } from 'node:stream/consumers';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { partition } from '@aws-sdk/core/client';
import { SignatureV4 } from '@smithy/signature-v4';

/** The parts of an SDK client's configuration that any request to AWS needs. */
export type AwsConnection = Pick<
  DynamoDBClient['config'],
  'credentials' | 'region' | 'sha256' | 'requestHandler' | 'useFipsEndpoint' | 'useDualstackEndpoint'
>;

export interface UnsignedRequest {
  /** The name of the service in signatures. */
  service: string;
  method: 'GET' | 'POST';
  url: string;
  headers?: Record<string, string>;
  body?: string;
}

export interface AwsAnswer {
  status: number;
  body: string;
}

export async function sendSigned(connection: AwsConnection, request: UnsignedRequest): Promise<AwsAnswer> {
  const { credentials, region, sha256, requestHandler } = connection;
  const { service, method, url, headers, body } = request;
  const { protocol, hostname, port, host, pathname } = new URL(url);
  // S3 signs the path as it is sent. Other services encode it once more.
  const signer = new SignatureV4({ service, region, credentials, sha256, uriEscapePath: service !== 's3' });
  const unsigned = {
    method,
    protocol,
    hostname,
    ...(port && { port: Number(port) }),
    path: pathname,
    headers: { host, ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }), ...headers },
    ...(body !== undefined && { body }),
  };
  const { response } = await requestHandler.handle(await signer.sign(unsigned));
  return { status: response.statusCode, body: await text(response.body) };
}

/** The Region, its DNS suffixes, and the kind of endpoint that AWS_USE_FIPS_ENDPOINT and AWS_USE_DUALSTACK_ENDPOINT ask for. */
export async function placeOf(connection: AwsConnection) {
  const region = await connection.region();
  const [isFips, isDualstack] = [await connection.useFipsEndpoint(), await connection.useDualstackEndpoint()];
  const { dnsSuffix, dualStackDnsSuffix } = partition(region);
  return { region, isFips, isDualstack, dnsSuffix, dualStackDnsSuffix };
}
