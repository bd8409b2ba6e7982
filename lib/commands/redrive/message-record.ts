/** The record of a message in the form in which Lambda delivers it. */
import type { SQSRecord } from 'aws-lambda';
import type { Message } from './ports.ts';

export const messageRecord = ({ id, body, sentAt }: Pick<Message, 'id' | 'body' | 'sentAt'>): SQSRecord => ({
  messageId: id,
  receiptHandle: 'redrive',
  body,
  attributes: {
    ApproximateReceiveCount: '1',
    SentTimestamp: String(sentAt),
    SenderId: 'redrive',
    ApproximateFirstReceiveTimestamp: String(sentAt),
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: '',
  awsRegion: '',
});
