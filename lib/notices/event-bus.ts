/** The stage's event bus on EventBridge. Rules match the source, which names the stage, and the detail type, which is the notice's name. */
import { type EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { NoticeBus, WrittenNotice } from '../ports/notices.ts';
import { failuresByTens } from './failures-by-tens.ts';

/** The source of a stage's notices. */
export const sourceOf = (stageName: string): string => `holdfast.${stageName}`;

export function createEventBus(
  client: EventBridgeClient,
  { name, stageName }: { name: string; stageName: string },
): NoticeBus {
  const entryOf = (notice: WrittenNotice): PutEventsRequestEntry => ({
    EventBusName: name,
    Source: sourceOf(stageName),
    DetailType: notice.name,
    Detail: notice.json,
  });
  return {
    publish: notices =>
      failuresByTens(notices, async ten => {
        const { Entries = [] } = await client.send(new PutEventsCommand({ Entries: ten.map(entryOf) }));
        // The answers are in the order of the request. A missing answer is an unknown outcome.
        return ten.map((_, i) => (Entries[i]?.EventId ? undefined : refusal(Entries[i]?.ErrorCode)));
      }),
  };
}

const refusal = (code = 'no answer'): Error => new Error(`the event bus refused a notice: ${code}`);
