/** The bus and the queue of notices of the local service: the bus only logs, and the queue is in memory. */
import { deduplicationIdOf } from '../../domain/notice-messages.ts';
import type { NoticeOutlets } from '../../ports/notices.ts';
import type { Log } from '../../ports/observability.ts';
import type { LocalQueue } from './local-queue.ts';

export const localOutlets = (queue: Pick<LocalQueue, 'send'>, log: Log): NoticeOutlets => ({
  noticeBus: {
    async publish(notices) {
      for (const { id, name } of notices) log.info('a notice was published', { noticeId: id, operation: name });
      return [];
    },
  },
  noticeQueue: {
    async send(messages) {
      queue.send(
        messages.map(message => ({
          group: message.organizationId,
          deduplicationId: deduplicationIdOf(message),
          body: JSON.stringify(message),
        })),
      );
      return [];
    },
  },
});
