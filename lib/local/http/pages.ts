/** Pages of the local service that no function serves: links to files, and the mailbox. On AWS, S3 and an administrator's routes do this. */
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { splitTarget, type WireRequest } from './events.ts';

export interface PageRequest extends Pick<WireRequest, 'method' | 'rawHeaders' | 'body' | 'receivedAt'> {
  path: string;
  query: URLSearchParams;
}

export interface LocalPages {
  /** Whether the path is one of its own. */
  serves(path: string): boolean;
  /** Undefined if there is no such page. */
  answer(request: PageRequest): Promise<APIGatewayProxyStructuredResultV2 | undefined>;
}

/** Returns the pages of a request; undefined if a function serves it. */
export function pagesOf(
  all: readonly LocalPages[],
  request: WireRequest,
): (() => ReturnType<LocalPages['answer']>) | undefined {
  const { rawPath: path, rawQueryString } = splitTarget(request.target);
  const pages = all.find(({ serves }) => serves(path));
  return pages && (() => pages.answer({ ...request, path, query: new URLSearchParams(rawQueryString) }));
}
