/**
 * Composes the service of the function that publishes notices: that of all background functions, with the bus and the queue. The
 * other functions do not load the clients of EventBridge and SQS.
 */
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { REQUEST_ATTEMPTS_MAX, REQUEST_TIMEOUT_MS } from '../../domain/limits.ts';
import { placeOfNoticeMessage } from '../../domain/notice-messages.ts';
import { createEventBus } from '../../notices/event-bus.ts';
import { createFifoQueue } from '../../notices/fifo-queue.ts';
import type { NoticeOutlets } from '../../ports/notices.ts';
import { readNoticeEnvironment } from '../environment.ts';
import { type BackgroundService, composedBackground } from './background-service.ts';

export interface PublisherService extends BackgroundService {
  dependencies: BackgroundService['dependencies'] & NoticeOutlets;
}

let service: PublisherService | undefined;
let open = openOutlets;

/** The service of this process, composed once. */
export async function composedPublisher(): Promise<PublisherService> {
  if (service) return service;
  const { dependencies, clock } = await composedBackground();
  service = { dependencies: { ...dependencies, ...open() }, clock };
  return service;
}

/** Makes the service that is composed from now on publish through `outlets`. The local service has no EventBridge and no SQS. */
export function publishThrough(outlets: NoticeOutlets): void {
  open = () => outlets;
}

function openOutlets(): NoticeOutlets {
  const { busName, queueUrl, stageName } = readNoticeEnvironment();
  const options = {
    maxAttempts: REQUEST_ATTEMPTS_MAX,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: 1_000,
      requestTimeout: REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
    }),
  };
  return {
    noticeBus: createEventBus(new EventBridgeClient(options), { name: busName, stageName }),
    // The endpoint of the environment, not the host in the URL of the queue.
    noticeQueue: createFifoQueue(
      new SQSClient({ ...options, useQueueUrlAsEndpoint: false }),
      queueUrl,
      placeOfNoticeMessage,
    ),
  };
}
