/** How the clients of a run reach the service: over HTTP, or in a test by a direct call. */
import type { OperationId } from '../../contract/routes.ts';

export interface Request {
  operation: OperationId;
  params?: Record<string, string>;
  query?: Record<string, string>;
  token?: string;
  key?: string;
  body?: unknown;
  /** An ETag, for `If-None-Match`. */
  etag?: string;
  /** The client gives up after this time. */
  timeoutMs: number;
}

export interface Response {
  status: number;
  /** As received. */
  body: string;
  /** Names in lower case. */
  headers: Record<string, string | undefined>;
}

/** No answer arrived. The request may have had its effect. */
export interface NoResponse {
  failure: string;
}

export interface Transport {
  send(request: Request): Promise<Response | NoResponse>;
  close(): void;
}
