/** Appends the notices that messages of the queue refer to, to the logs of their organizations. */
import type { NoticeMessage } from '../../domain/notice-messages.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { NoticeFailure } from '../../ports/notices.ts';

type AppendDependencies = Pick<Dependencies, 'noticeSources' | 'noticeLog' | 'metrics' | 'log'>;

/** Returns the messages of which a notice may be missing in the log, each with its error. They have to be delivered again. */
export async function appendNotices(
  _dependencies: AppendDependencies,
  _call: Call,
  messages: NoticeMessage[],
): Promise<NoticeFailure<NoticeMessage>[]> {
  return messages.map(of => ({ of, error: new Error('not written yet') }));
}
