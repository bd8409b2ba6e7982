/** The messages of the queue of notices: how references are divided among them, and how a message is read. */
import { hash } from 'node:crypto';
import { REFERENCES_PER_MESSAGE } from './limits.ts';
import type { QueuePlace } from './mail-messages.ts';

/** An entry in the history of a claim, or in the journal of an event. */
export interface NoticeReference {
  subjectId: string;
  position: number;
}

/**
 * A message of the queue of notices: entries of one organization that its log may lack. It is JSON of this form. The queue has one
 * group for each organization, and drops a message that has the same references as one that was sent just before.
 */
export interface NoticeMessage {
  organizationId: string;
  /** Epoch ms. Entries that were NOTICE_AGE_MAX_MS old by then are not told. */
  queuedAt: number;
  references: NoticeReference[];
}

/** Divides references into messages: each reference once, in their order, and not too many together. */
export function messagesOf(organizationId: string, queuedAt: number, references: NoticeReference[]): NoticeMessage[] {
  const distinct = [...new Map(references.map(reference => [nameOf(reference), reference])).values()];
  return Array.from({ length: Math.ceil(distinct.length / REFERENCES_PER_MESSAGE) }, (_, i) => ({
    organizationId,
    queuedAt,
    references: distinct.slice(i * REFERENCES_PER_MESSAGE, (i + 1) * REFERENCES_PER_MESSAGE),
  }));
}

/** The text by which the queue recognizes a message that was sent before: a digest of what it refers to. */
export const deduplicationIdOf = ({ organizationId, references }: NoticeMessage): string =>
  hash('sha256', [organizationId, ...references.map(nameOf)].join('\n'), 'hex');

/** A group is an organization. */
export const placeOfNoticeMessage = (message: NoticeMessage): QueuePlace => ({
  group: message.organizationId,
  deduplicationId: deduplicationIdOf(message),
});

export const nameOf = ({ subjectId, position }: NoticeReference): string => `${subjectId} ${position}`;

/**
 * Reads the text of a message. Fields that this version does not know are left out. Throws an error that names the first field that
 * is missing or wrong, so that the message ends in the dead-letter queue with its reason.
 */
export function parseMessage(text: string): NoticeMessage {
  const message = objectIn(parsed(text), 'the message');
  const { organizationId, queuedAt, references } = message;
  if (typeof organizationId !== 'string' || organizationId === '') throw malformed('organizationId', 'an id');
  if (!isTime(queuedAt)) throw malformed('queuedAt', 'a time in epoch ms');
  if (!Array.isArray(references) || references.length === 0) throw malformed('references', 'a list that is not empty');
  return { organizationId, queuedAt, references: references.map(referenceIn) };
}

function referenceIn(value: unknown, i: number): NoticeReference {
  const { subjectId, position } = objectIn(value, `references[${i}]`);
  if (typeof subjectId !== 'string' || subjectId === '') throw malformed(`references[${i}].subjectId`, 'an id');
  if (!isPosition(position)) throw malformed(`references[${i}].position`, 'a whole number from 0');
  return { subjectId, position };
}

const isTime = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0;
const isPosition = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('the message of the queue of notices is no JSON');
  }
}

function objectIn(value: unknown, path: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed(path, 'an object');
  return value as Record<string, unknown>;
}

const malformed = (path: string, wanted: string): Error =>
  new Error(`the message of the queue of notices is malformed: ${path} must be ${wanted}`);
