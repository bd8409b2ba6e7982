/** HTTP requests as API Gateway's HTTP API hands them to Lambda: payload format 2.0. Pure. */
import { isUtf8 } from 'node:buffer';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Area } from '../../contract/route.ts';
import { routeOf } from './routing.ts';

/** A request as it was received, with the id and the time that the server gave it. */
export interface WireRequest {
  method: string;
  /** Target of the request line: path and query as sent. */
  target: string;
  httpVersion: string;
  /** Names and values in turn, as in node:http. */
  rawHeaders: string[];
  body: Buffer;
  sourceIp: string;
  requestId: string;
  receivedAt: number;
}

/** The event, and the area of the function that it is for. */
export function eventOf(request: WireRequest): { area: Area; event: APIGatewayProxyEventV2 } {
  const { rawPath, rawQueryString } = splitTarget(request.target);
  const { area, routeKey, pathParameters } = routeOf(request.method, rawPath);
  const { cookie, ...headers } = joined(pairsOf(request.rawHeaders));
  const query = joined([...new URLSearchParams(rawQueryString)]);
  const event: APIGatewayProxyEventV2 = {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString,
    headers,
    ...(cookie !== undefined && { cookies: cookie.split(/[;,]\s*/) }),
    ...(rawQueryString !== '' && { queryStringParameters: query }),
    ...(pathParameters && { pathParameters }),
    ...bodyOf(request.body, headers),
    requestContext: requestContextOf(request, { rawPath, routeKey, headers }),
  };
  return { area, event };
}

const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i;

/** The path and query of a target, which may also be a whole address or `*`. */
export function splitTarget(target: string): { rawPath: string; rawQueryString: string } {
  const [local = ''] = target.replace(ORIGIN, '').split('#');
  const mark = local.indexOf('?');
  const path = mark < 0 ? local : local.slice(0, mark);
  return {
    rawPath: path.startsWith('/') ? path : `/${path}`,
    rawQueryString: mark < 0 ? '' : local.slice(mark + 1),
  };
}

function pairsOf(rawHeaders: string[]): [string, string][] {
  return Array.from({ length: rawHeaders.length / 2 }, (_, i) => [
    (rawHeaders[2 * i] as string).toLowerCase(),
    rawHeaders[2 * i + 1] as string,
  ]);
}

/** One value for each name: API Gateway joins the values of a repeated name with commas. */
function joined(pairs: [string, string][]): Record<string, string> {
  const values = Map.groupBy(pairs, ([name]) => name);
  return Object.fromEntries([...values].map(([name, same]) => [name, same.map(([, value]) => value).join(',')]));
}

const TEXT = /^(text\/|application\/(json|javascript|xml)\s*(;|$))/i;

/** Text is passed as it is. Anything else, also bytes that are not UTF-8, is passed as base64, so that no byte is lost. */
function bodyOf(
  body: Buffer,
  headers: Record<string, string>,
): Pick<APIGatewayProxyEventV2, 'body' | 'isBase64Encoded'> {
  if (body.length === 0) return { isBase64Encoded: false };
  const isText = TEXT.test(headers['content-type'] ?? '') && headers['content-encoding'] === undefined && isUtf8(body);
  return { body: body.toString(isText ? 'utf8' : 'base64'), isBase64Encoded: !isText };
}

function requestContextOf(
  { method, httpVersion, sourceIp, requestId, receivedAt }: WireRequest,
  { rawPath, routeKey, headers }: { rawPath: string; routeKey: string; headers: Record<string, string> },
): APIGatewayProxyEventV2['requestContext'] {
  const domainName = headers.host ?? 'localhost';
  return {
    accountId: '000000000000',
    apiId: 'local',
    domainName,
    domainPrefix: domainName.split('.')[0] ?? domainName,
    http: {
      method,
      path: rawPath,
      protocol: `HTTP/${httpVersion}`,
      sourceIp,
      userAgent: headers['user-agent'] ?? '',
    },
    requestId,
    routeKey,
    stage: '$default',
    time: commonLogTime(receivedAt),
    timeEpoch: receivedAt,
  };
}

/** `12/Mar/2027:19:03:58 +0000`, the format of API Gateway's `time`. */
function commonLogTime(epochMs: number): string {
  const [, day, month, year, time] = new Date(epochMs).toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}
